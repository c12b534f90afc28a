"""/concern as people type it: what is kept, for whom, and that no refusal loses a word."""

from datetime import date, timedelta

import pytest

from bot.demo.simulation import Simulation, set_up_team
from bot.domain.concern.states import Kind
from bot.domain.settings import TeamsStart
from bot.listeners.commands import SUBCOMMANDS
from bot.store.sealing import KeyRing
from slack_sandbox import Person
from tests.conftest import Cast, let_teams_start
from tests.scenarios.lives import close_all, data_of
from tests.scenarios.ways_in_cases import WORDS, form_of, said, words_in

from .rows import concerns, nothing_stored, paused_until, the_concern, words_of

# Quick capture


async def test_a_sentence_is_kept_for_the_writers_leader(
    simulation: Simulation, cast: Cast
) -> None:
    answer = said(await cast.maria.command("/concern", WORDS, channel=cast.payments))

    assert "@Priya gets this" in answer
    assert "until then I show it to nobody" in answer
    assert f"You wrote: {WORDS}" in answer
    kept = await the_concern(simulation)
    assert (kept.raiser, kept.owner, kept.kind) == (cast.maria.id, cast.priya.id, Kind.RAISED)
    assert kept.signal.value == "deadline"
    assert await words_of(simulation, kept) == [WORDS]


async def test_only_the_writer_sees_the_answer(simulation: Simulation, cast: Cast) -> None:
    before = len(simulation.slack.seen)
    await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert {one.who for one in simulation.slack.seen[before:]} == {cast.maria.user}
    assert cast.payments.messages[-1].author.bot
    assert WORDS not in cast.payments.messages[-1].plain()


async def test_it_works_in_the_direct_message_and_in_a_channel_of_another_team(
    simulation: Simulation, cast: Cast
) -> None:
    cast.design.members.append(cast.maria.user)
    await cast.maria.command("/concern", "I am stuck")
    await cast.maria.command("/concern", "I need help", channel=cast.design)
    assert [one.owner for one in await concerns(simulation)] == [cast.priya.id, cast.priya.id]


async def test_the_words_rest_sealed(simulation: Simulation, cast: Cast) -> None:
    await cast.maria.command("/concern", WORDS, channel=cast.payments)
    rows = await simulation.bot.store.run(
        lambda tx: tx.connection.exec_driver_sql("SELECT sealed FROM words").scalars().all()
    )
    assert rows
    assert all(WORDS.encode() not in bytes(row) for row in rows)
    assert isinstance(simulation.bot.store.keys, KeyRing)


async def test_the_topic_found_is_changed_with_one_choice(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    await cast.maria.choose(answer.message, "topic", "being blocked")
    assert (await the_concern(simulation)).signal.value == "stuck"


# Notes


async def test_a_leaders_sentence_about_somebody_is_a_note_for_the_named_day(
    simulation: Simulation, cast: Cast
) -> None:
    answer = said(
        await cast.priya.command(
            "/concern", "@maria overloaded by on-call, thursday", channel=cast.payments
        )
    )
    assert answer.startswith("Saved. I'll remind you to follow up with @Maria on Thu 12 March")
    kept = await the_concern(simulation)
    assert (kept.kind, kept.owner, kept.raiser) == (Kind.NOTE, cast.priya.id, cast.maria.id)
    assert kept.promise.come_back_on == date(2026, 3, 12)
    assert await words_of(simulation, kept) == ["overloaded by on-call"]

    await simulation.move(timedelta(days=3, hours=6))
    assert "How is that situation now?" in cast.priya.direct_messages()[-1].text
    assert [one.text for one in cast.maria.direct_messages()] == ["About notes in Heard."]


async def test_a_note_without_a_day_keeps_its_sentence_whole(
    simulation: Simulation, cast: Cast
) -> None:
    text = "thinks release on friday is unrealistic"
    answer = said(await cast.priya.command("/concern", f"@maria {text}", channel=cast.payments))
    assert "Thu 12 March" in answer
    assert await words_of(simulation, await the_concern(simulation)) == [text]


async def test_a_day_off_moves_to_the_next_working_day(simulation: Simulation, cast: Cast) -> None:
    said(await cast.priya.command("/concern", "@maria overloaded, saturday"))
    assert (await the_concern(simulation)).promise.come_back_on == date(2026, 3, 16)


async def test_another_day_and_tomorrow_change_a_note_just_kept(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.priya.command("/concern", "@maria stuck, friday")
    assert answer.message is not None
    await cast.priya.press(answer.message, "Tomorrow")
    asked = (await the_concern(simulation)).clocks.nudge
    assert asked is not None
    assert asked.on == date(2026, 3, 10)
    assert "Tue 10 March" in answer.message.plain()


async def test_somebodys_own_leader_is_addressed(simulation: Simulation, cast: Cast) -> None:
    answer = said(await cast.maria.command("/concern", f"@priya {WORDS}"))
    assert f"You wrote: {WORDS}" in answer
    kept = await the_concern(simulation)
    assert (kept.owner, kept.raiser, kept.kind) == (cast.priya.id, cast.maria.id, Kind.RAISED)


async def test_only_the_first_word_addresses(simulation: Simulation, cast: Cast) -> None:
    await cast.priya.command("/concern", "@maria overloaded since @tom left")
    assert (await the_concern(simulation)).raiser == cast.maria.id


# Before you meet


async def test_a_name_alone_shows_what_is_open_before_a_talk(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "@maria")
    assert "Nothing is open with Maria." in form_of(cast.priya)
    await cast.priya.close_modal()

    await cast.maria.command("/concern", WORDS)
    await simulation.move(timedelta(hours=3))
    await cast.priya.command("/concern", "@maria")
    card = form_of(cast.priya)
    assert card.startswith("Before you meet\nMaria\na deadline, since Mon 9 March")
    assert "You could open with: How is that situation now?" in card
    assert WORDS not in card
    await cast.priya.press("modal", "Read it")
    assert WORDS in form_of(cast.priya)


async def test_a_talk_is_noted_from_the_card(simulation: Simulation, cast: Cast) -> None:
    await cast.priya.command("/concern", "@maria")
    await cast.priya.press("modal", "Note as a lead")
    assert "You talked with Maria." in form_of(cast.priya)
    await cast.priya.fill({"What did you hear?": "tired of the pager"})
    assert (await cast.priya.submit()).ok
    assert (await the_concern(simulation)).raiser == cast.maria.id


# Nothing, or not clear for whom


async def test_nothing_typed_opens_the_form(simulation: Simulation, cast: Cast) -> None:
    await cast.maria.command("/concern", channel=cast.payments)
    assert form_of(cast.maria).startswith("Raise something")
    assert await nothing_stored(simulation)


async def lead(simulation: Simulation, leader: Person, member: Person) -> None:
    """Let one more person lead another."""
    leads = simulation.workspace.add_channel("leads", members=[leader, member])
    let_teams_start(simulation, TeamsStart.OPEN)
    await set_up_team(leader, leads, [member], contact="")
    await simulation.rounds()


async def test_a_leader_is_asked_whom_it_is_for(simulation: Simulation, cast: Cast) -> None:
    await lead(simulation, cast.dora, cast.priya)
    for text in ("", "I am overloaded"):
        await cast.priya.command("/concern", text, channel=cast.payments)
        assert form_of(cast.priya).startswith("Who is this for?")
        assert text in form_of(cast.priya)
        assert cast.priya.modal is not None
        assert cast.priya.modal.labels() == ["Raise it with Dora", "Note as a lead"]
        assert await nothing_stored(simulation)
        await cast.priya.close_modal()


async def test_a_leaders_forgotten_name_becomes_a_note(simulation: Simulation, cast: Cast) -> None:
    await lead(simulation, cast.dora, cast.priya)
    await cast.priya.command("/concern", "drowning in alerts", channel=cast.payments)
    await cast.priya.press("modal", "Note as a lead")
    assert words_in(cast.priya, "What did you hear?") == "drowning in alerts"
    await cast.priya.fill({"Who did you talk with?": cast.sam})
    assert (await cast.priya.submit()).ok
    kept = await the_concern(simulation)
    assert (kept.kind, kept.raiser) == (Kind.NOTE, cast.sam.id)


async def test_what_is_a_leaders_own_goes_to_who_leads_them(
    simulation: Simulation, cast: Cast
) -> None:
    await lead(simulation, cast.dora, cast.priya)
    await cast.priya.command("/concern", "drowning in alerts", channel=cast.payments)
    await cast.priya.press("modal", "Raise it with Dora")
    assert words_in(cast.priya) == "drowning in alerts"
    await cast.priya.fill({"What is it?": "I am stuck"})
    assert (await cast.priya.submit()).ok
    assert (await the_concern(simulation)).owner == cast.dora.id


async def test_leading_somebody_is_said_once_in_a_note(simulation: Simulation, cast: Cast) -> None:
    """Nobody is known to lead the other: "A note: I lead Maria" opens the form."""
    await cast.dora.command("/concern", "@maria too much on her plate")
    assert form_of(cast.dora).startswith("Who is this for?\ntoo much on her plate")
    assert cast.dora.modal is not None
    assert cast.dora.modal.labels() == ["I lead Maria: add a note"]
    assert await nothing_stored(simulation)

    await cast.dora.press("modal", "I lead Maria: add a note")
    assert words_in(cast.dora, "What did you hear?") == "too much on her plate"
    assert (await cast.dora.submit()).ok
    kept = await the_concern(simulation)
    assert (kept.kind, kept.owner, kept.raiser) == (Kind.NOTE, cast.dora.id, cast.maria.id)
    assert "Saved. I'll remind you" in form_of(cast.dora)

    answer = said(await cast.dora.command("/concern", "@maria still tired, tomorrow"))
    assert answer.startswith("Saved.")


async def test_a_leader_of_others_can_be_asked_to_come_back_to_it(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", "@tom the two teams block each other")
    assert cast.maria.modal is not None
    assert cast.maria.modal.labels() == ["I lead Tom: add a note", "Raise it with Tom"]
    await cast.maria.press("modal", "Raise it with Tom")
    await cast.maria.fill({"What is it?": "Working with another team is hard"})
    assert (await cast.maria.submit()).ok
    kept = await the_concern(simulation)
    assert kept.owner == cast.tom.id
    assert await words_of(simulation, kept) == ["the two teams block each other"]


async def test_what_a_teammate_says_of_another_is_their_own(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.sam.command("/concern", "@maria is always late", channel=cast.payments)
    assert "or raise how it affects you." in form_of(cast.sam)
    assert cast.sam.modal is not None
    assert cast.sam.modal.labels() == ["Raise it with Priya", "Message Maria"]
    assert await nothing_stored(simulation)
    await cast.sam.press("modal", "Message Maria")
    assert cast.sam.opened_urls
    await cast.sam.press("modal", "Raise it with Priya")
    assert words_in(cast.sam) == "is always late"


async def test_two_names_open_the_form_with_the_words(simulation: Simulation, cast: Cast) -> None:
    await cast.maria.command("/concern", f"@priya @tom {WORDS}")
    assert words_in(cast.maria) == WORDS
    assert await nothing_stored(simulation)
    assert cast.maria.modal is not None
    assert set(cast.maria.modal.fields["Who should follow up?"].options) == {"Priya", "Tom"}
    assert "Several people were named." in cast.maria.modal.plain()


async def test_of_several_leaders_none_is_chosen_beforehand(
    simulation: Simulation, cast: Cast
) -> None:
    ws = simulation.workspace
    eva = ws.add_person("eva", name="Eva Roth", display_name="Eva")
    both = ws.add_channel("platform", members=[eva, cast.tom, cast.sam])
    let_teams_start(simulation, TeamsStart.OPEN)
    await cast.tom.command("/concern", "team", channel=both)
    await cast.tom.fill({"Who leads?": [cast.tom, eva], "Who's on the team?": [cast.sam]})
    for _ in range(3):
        await cast.tom.submit()
    await simulation.move(timedelta(hours=3))
    invitation = eva.direct_messages()[-1]
    await eva.press(invitation, "See how it works")
    await eva.submit()
    await eva.submit()

    answer = await cast.sam.command("/concern", WORDS, channel=both)
    assert answer.message is None
    assert await nothing_stored(simulation)
    assert cast.sam.modal is not None
    who = cast.sam.modal.fields["Who should follow up?"]
    assert who.options[:2] == ["Tom", "Eva"]
    assert who.value is None
    assert words_in(cast.sam) == WORDS
    await cast.sam.fill({"What is it?": "I am stuck", "Who should": "Eva"})
    assert (await cast.sam.submit()).ok
    assert (await the_concern(simulation)).owner == eva.id


# Subcommands


async def test_help_is_made_from_the_table_of_subcommands(
    simulation: Simulation, cast: Cast
) -> None:
    answer = said(await cast.stranger.command("/concern", "help", channel=cast.payments))
    for name in SUBCOMMANDS:
        assert f"/concern {name}:" in answer
    assert "no slash commands" in answer


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("guide", "How to follow up well\nFollowing up means: see how it looks"),
        ("mine", "What you raised"),
        ("list", "What's open with you"),
        ("data", "My data"),
        ("pause", "Pause Heard"),
        ("settings", "My settings"),
        ("GUIDE", "How to follow up well"),
    ],
)
async def test_a_subcommand_shows_its_page(
    simulation: Simulation, cast: Cast, name: str, shows: str
) -> None:
    said(await cast.maria.command("/concern", name, channel=cast.payments))
    assert form_of(cast.maria).startswith(shows)


@pytest.mark.parametrize(
    "text", ["help me with the release", "team is falling apart", "data loss worries me"]
)
async def test_a_sentence_that_begins_like_a_subcommand_is_words(
    simulation: Simulation, cast: Cast, text: str
) -> None:
    said(await cast.maria.command("/concern", text))
    assert await words_of(simulation, await the_concern(simulation)) == [text]


async def test_mine_and_list_and_data_show_what_there_is(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.maria.command("/concern", WORDS)
    await cast.priya.command("/concern", "@maria a private line about the pager")
    await cast.maria.command("/concern", "mine")
    assert "a deadline" in form_of(cast.maria)
    assert WORDS not in form_of(cast.maria)
    await cast.maria.close_modal()
    own = await data_of(cast.maria)
    assert WORDS in own
    assert "a private line about the pager" in own
    await cast.priya.command("/concern", "list")
    assert "Maria" in form_of(cast.priya)
    await close_all(cast.priya)
    assert "Maria" not in await data_of(cast.sam)


async def test_a_pause_names_its_day_and_holds(simulation: Simulation, cast: Cast) -> None:
    answer = said(await cast.priya.command("/concern", "pause until monday"))
    assert "I won't write to you before Mon 16 March." in answer
    assert await paused_until(simulation, cast.priya.id) == "2026-03-16"
    await cast.maria.command("/concern", WORDS)
    before = len(cast.priya.direct_messages())
    await simulation.move(timedelta(days=3))
    assert len(cast.priya.direct_messages()) == before
    await simulation.move(timedelta(days=4, hours=4))
    assert len(cast.priya.direct_messages()) == before + 1


async def test_a_pause_of_over_a_year_is_refused_and_the_concern_goes_on(
    simulation: Simulation, cast: Cast
) -> None:
    answer = said(await cast.maria.command("/concern", "pause until 9999-12-31"))
    assert "The latest day for a pause is Tue 9 March 2027." in answer
    assert await paused_until(simulation, cast.maria.id) is None


async def test_a_pause_is_chosen_in_its_form(simulation: Simulation, cast: Cast) -> None:
    await cast.maria.command("/concern", "pause")
    await cast.maria.fill({"First day with messages again": date(2026, 3, 9)})
    assert (await cast.maria.submit()).errors == {
        "First day with messages again": "The earliest day is tomorrow."
    }
    await cast.maria.fill({"First day with messages again": date(2126, 3, 9)})
    (refused,) = (await cast.maria.submit()).errors.values()
    assert refused.startswith("The latest day for a pause is")
    await cast.maria.fill({"First day with messages again": date(2026, 3, 20)})
    assert (await cast.maria.submit()).ok
    assert await paused_until(simulation, cast.maria.id) == "2026-03-20"
