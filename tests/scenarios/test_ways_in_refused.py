"""Ways in that are refused lose no word, and one word is no concern (R39)."""

import pytest

from bot.demo.simulation import Simulation
from bot.domain.concern.states import State
from bot.domain.settings import TeamsStart
from slack_sandbox import Person
from tests.conftest import Cast, let_teams_start
from tests.scenarios.ways_in_cases import WORDS, form_of, refused, said, words_in

from .rows import nothing_stored, paused_until, the_concern, words_of, workspace_of

# Refused, and no word lost


@pytest.mark.parametrize(
    ("tail", "sentence"),
    [
        ("thrusday", 'I can\'t read "thrusday" as a day.'),
        ("on smarch 3", 'I can\'t read "on smarch 3" as a day.'),
        ("2026-03-02", "The earliest day is tomorrow."),
        ("today", "The earliest day is tomorrow."),
        ("2026-12-04", "The latest day for this is"),
    ],
)
async def test_a_day_that_will_not_do_opens_the_form_with_the_words(
    simulation: Simulation, cast: Cast, tail: str, sentence: str
) -> None:
    text = f"overloaded by on-call, {tail}"
    answer = said(await cast.priya.command("/concern", f"@maria {text}"))
    assert sentence in answer
    assert await nothing_stored(simulation)
    assert words_in(cast.priya, "What did you hear?") == text
    assert "You talked with Maria." in form_of(cast.priya)
    await cast.priya.fill({"What did you hear?": "overloaded by on-call"})
    assert (await cast.priya.submit()).ok
    assert (await the_concern(simulation)).raiser == cast.maria.id


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("priya", "@maria overloaded by on-call, thrusday"),
        ("priya", "the alerts keep me awake"),
        ("maria", "@priya @tom the alerts keep me awake"),
        ("sam", "@maria keeps me awake"),
        ("dora", "@maria keeps me awake"),
    ],
)
async def test_where_the_form_cannot_open_the_words_are_repeated(
    simulation: Simulation, cast: Cast, who: str, text: str
) -> None:
    simulation.slack.faults.add("views.open", "expired_trigger_id", times=5)
    person: Person = getattr(cast, who)
    answer = said(
        await person.command(
            "/concern", text, channel=cast.design if who == "dora" else cast.payments
        )
    )
    assert person.modal is None
    assert text.rpartition("@tom ")[2].rpartition("@maria ")[2] in answer
    assert "Your words:" in answer
    assert await nothing_stored(simulation)


async def test_nobody_gets_what_comes_from_somebody_on_no_team(
    simulation: Simulation, cast: Cast
) -> None:
    await refused(
        cast.stranger, WORDS, "Nothing was sent. I don't know who leads you here.", simulation
    )


async def test_nobody_gets_what_their_leader_has_not_promised_to_come_back_to(
    simulation: Simulation, cast: Cast
) -> None:
    ws = simulation.workspace
    eva, ben = (ws.add_person(one, display_name=one.capitalize()) for one in ("eva", "ben"))
    ops = ws.add_channel("ops", members=[eva, ben])
    let_teams_start(simulation, TeamsStart.OPEN)
    await ben.command("/concern", "team", channel=ops)
    await ben.fill({"Who leads?": [eva], "Who's on the team?": [ben]})
    assert (await ben.submit()).ok
    await refused(ben, WORDS, "Nothing was sent. Eva isn't using Heard yet.", simulation)
    await refused(ben, f"@eva {WORDS}", "Eva isn't using Heard yet", simulation)


async def test_R18_nothing_is_raised_while_no_contact_is_set(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.bot.store.run(
        lambda tx: tx.workspaces.set_contact(workspace_of(simulation), None, None, None)
    )
    await refused(cast.maria, WORDS, "an admin has to name a safety contact", simulation)
    answer = said(await cast.priya.command("/concern", "@maria a note needs none, friday"))
    assert answer.startswith("Saved.")


async def test_guests_bots_and_people_from_outside_take_no_part(
    simulation: Simulation, cast: Cast
) -> None:
    ws = simulation.workspace
    guest = ws.add_person("gus", guest="multi")
    ws.add_person("robo", bot=True)
    ws.add_person("ida", stranger=True)
    sentence = "Nothing was sent. Heard works only between full members of this workspace."
    await refused(guest, WORDS, sentence, simulation)
    for handle in ("gus", "robo", "ida"):
        await refused(cast.priya, f"@{handle} {WORDS}", sentence, simulation)
    await refused(cast.priya, f"@heard {WORDS}", sentence, simulation)


@pytest.mark.parametrize("text", ["@maria I am stuck", "@me I am stuck"])
async def test_nobody_is_their_own_leader(simulation: Simulation, cast: Cast, text: str) -> None:
    answer = said(await cast.maria.command("/concern", text, channel=cast.payments))
    assert answer == "Nothing was sent. That's you; who should follow up?"
    assert cast.maria.modal is not None
    assert "I am stuck" in str(cast.maria.modal.blocks)
    assert await nothing_stored(simulation)


async def test_more_than_six_hundred_characters_are_refused_and_repeated_whole(
    simulation: Simulation, cast: Cast
) -> None:
    text = " ".join(["overloaded"] * 55)
    await refused(cast.maria, text, "Please keep it under 600 characters", simulation)
    answer = said(await cast.maria.command("/concern", text))
    assert text in answer


async def test_withdrawing_from_the_private_answer_erases_the_words(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", WORDS)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Take it back")
    assert WORDS not in answer.message.plain()
    kept = await the_concern(simulation)
    assert kept.state is State.WITHDRAWN
    assert await words_of(simulation, kept) == []


# One word is no concern, and nearly a subcommand is none


@pytest.mark.parametrize("typed", ["test", "?", "hlep", "teams", "list all", "status"])
async def test_R39_a_word_too_few_is_never_sent_to_a_leader(
    simulation: Simulation, cast: Cast, typed: str
) -> None:
    answer = await cast.maria.command("/concern", typed, channel=cast.payments)
    assert "Nothing was sent. Did you mean" in said(answer)
    assert typed in said(answer)
    assert await nothing_stored(simulation)


async def test_R39_what_was_meant_is_one_press_away(simulation: Simulation, cast: Cast) -> None:
    answer = await cast.maria.command("/concern", "hlep", channel=cast.payments)
    assert answer.message is not None
    assert answer.message.labels() == ["Show help", "No, send it to Priya"]
    await cast.maria.press(answer.message, "Show help")
    assert "/concern @name" in cast.maria.ephemerals()[-1].plain()

    answer = await cast.maria.command("/concern", "pause monday", channel=cast.payments)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Run /concern pause until monday")
    assert await paused_until(simulation, cast.maria.id) == "2026-03-16"


async def test_R39_who_means_one_word_sends_it_with_one_press(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", "overloaded", channel=cast.payments)
    assert answer.message is not None
    old = answer.message.picture()
    await cast.maria.press(answer.message, "No, send it to Priya")
    await cast.maria.press(old, "No, send it to Priya")
    kept = await the_concern(simulation)
    assert (kept.owner, await words_of(simulation, kept)) == (cast.priya.id, ["overloaded"])
    assert "You wrote: overloaded" in cast.maria.ephemerals()[-1].plain()


async def test_R39_a_leader_who_means_one_word_is_asked_for_whom(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.priya.command("/concern", "overloaded", channel=cast.payments)
    assert answer.message is not None
    await cast.priya.press(answer.message, "No, raise it")
    assert words_in(cast.priya, "What did you hear?") == "overloaded"
    assert await nothing_stored(simulation)


async def test_a_time_is_not_kept_and_the_answer_says_so(
    simulation: Simulation, cast: Cast
) -> None:
    typed = "@maria is stuck, thursday at 2pm"
    answer = said(await cast.priya.command("/concern", typed, channel=cast.payments))
    assert "Thu 12 March" in answer
    assert "I can remind you on a day, not at a set time." in answer
