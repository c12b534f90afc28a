"""An emoji on a message: one's own, a leader's, a colleague's; and taking it away."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Row, select

from bot.demo.simulation import Simulation
from bot.domain.concern.states import Kind, State
from bot.store import Transaction, tables
from slack_sandbox import Message, Person
from tests.conftest import Cast

from .moments import local
from .rows import concerns, counts, nothing_stored, the_concern, words_of

TEN = timedelta(minutes=10)
MORNING = datetime(2026, 3, 9, 9, 5, tzinfo=UTC)
"""Within everybody's hours: 10:05 in Berlin, 9:05 in Lisbon."""
SAID = "I drown in alerts"


def last_whisper(person: Person) -> Message:
    return person.ephemerals()[-1]


async def rows_about(simulation: Simulation, *needles: str) -> list[str]:
    """Every row of any table, but the inbox, that names one of these."""

    def read(tx: Transaction) -> list[str]:
        found = []
        for table in tables.metadata.sorted_tables:
            if table.name in ("inbox", "person", "team", "team_member"):
                continue
            rows: list[Row[tuple[object, ...]]] = list(tx.connection.execute(select(table)).all())
            found += [
                f"{table.name}: {row}" for row in rows if any(one in str(row) for one in needles)
            ]
        return found

    return await simulation.bot.store.run(read)


# One's own message


async def test_a_mark_on_ones_own_message_is_raised_with_its_link(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.maria.react(":ear:", message)

    answer = last_whisper(cast.maria)
    assert "Priya gets a link to your message" in answer.plain()
    assert answer.labels() == ["Change it", "Take it back"]
    kept = await the_concern(simulation)
    assert (kept.owner, kept.raiser, kept.kind) == (cast.priya.id, cast.maria.id, Kind.RAISED)
    assert kept.link == (
        f"https://acme.slack.com/archives/{cast.payments.id}/p{message.ts.replace('.', '')}"
    )
    assert await words_of(simulation, kept) == []
    assert SAID not in answer.plain()


async def test_the_leader_reads_the_link_until_words_are_added(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.maria.react(":ear:", message)
    await simulation.move(timedelta(hours=3))
    new = cast.priya.direct_messages()[-1]
    assert "a message in #payments" in new.plain()
    await cast.priya.press(new, "Read it")
    assert cast.priya.modal is not None
    assert "The linked message" in cast.priya.modal.plain()

    await cast.maria.press(last_whisper(cast.maria), "Change it")
    await cast.maria.fill({"Your words": "three pages a night"})
    assert (await cast.maria.submit()).ok
    assert await words_of(simulation, await the_concern(simulation)) != []


@pytest.mark.parametrize("emoji", ["ear::skin-tone-2", "ear::skin-tone-6"])
async def test_every_skin_tone_counts(simulation: Simulation, cast: Cast, emoji: str) -> None:
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.maria.react(emoji, message)
    assert (await the_concern(simulation)).raiser == cast.maria.id


async def test_another_emoji_means_nothing(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say(SAID, channel=cast.payments)
    for emoji in ("eyes", "ear_of_rice", "hearing_aid"):
        await cast.maria.react(emoji, message)
    assert await nothing_stored(simulation)
    assert cast.maria.ephemerals(cast.payments) == []


async def test_one_persons_marks_on_one_message_are_one_concern(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.maria.react("ear", message)
    await cast.maria.react("ear::skin-tone-3", message)
    await the_concern(simulation)


async def test_an_own_message_of_somebody_with_several_leaders_asks_who_first(
    simulation: Simulation, cast: Cast
) -> None:
    cast.design.members.append(cast.sam.user)
    await cast.tom.command("/concern", "team", channel=cast.design)
    await cast.tom.fill({"Who's on the team?": [cast.dora, cast.sam]})
    await cast.tom.submit()
    dm = simulation.workspace.group_message(cast.sam, cast.dora)
    dm.members.append(simulation.app.user)
    message = await cast.sam.say(SAID, channel=dm)
    await cast.sam.react("ear", message)
    answer = last_whisper(cast.sam)
    assert answer.labels() == ["Choose who"]
    assert await nothing_stored(simulation)

    await cast.sam.press(answer, "Choose who")
    await cast.sam.fill(
        {"What is it?": "I am stuck", "Your words": "stuck between two teams", "Who should": "Tom"}
    )
    assert (await cast.sam.submit()).ok
    kept = await the_concern(simulation)
    assert kept.owner == cast.tom.id
    assert kept.link is not None
    assert message.ts.replace(".", "") in kept.link


# A leader's mark


async def test_a_leaders_mark_is_a_note_of_their_own(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.priya.react("ear", message)
    answer = last_whisper(cast.priya)
    assert "Saved as your note on a message of @Maria in #payments" in answer.plain()
    assert "I'll remind you to follow up on Thu 12 March." in answer.plain()
    kept = await the_concern(simulation)
    assert (kept.kind, kept.owner, kept.raiser) == (Kind.NOTE, cast.priya.id, cast.maria.id)
    assert kept.link is not None
    await cast.priya.press(answer, "Tomorrow")
    assert "Tue 10 March" in answer.plain()
    await simulation.move(timedelta(days=2))
    assert [one.text for one in cast.maria.direct_messages()] == ["About notes in Heard."]
    assert cast.maria.ephemerals(cast.payments) == []


# A colleague's mark


async def test_a_colleague_is_told_when_the_author_will_really_be_asked(
    simulation: Simulation, cast: Cast
) -> None:
    """Outside the author's hours it is later; and until then it can be stopped."""
    await simulation.move(local("2026-03-09 20:00"))
    first = await cast.maria.say(SAID, channel=cast.payments)
    second = await cast.maria.say("and again", channel=cast.payments)
    await cast.sam.react("ear", first)
    assert "I'll ask @Maria tomorrow at about" in last_whisper(cast.sam).plain()
    await cast.sam.react("ear", second)
    answer = last_whisper(cast.sam)
    assert "I'll ask @Maria on Wed 11 March at about" in answer.plain(), "one question a day"
    await simulation.move(local("2026-03-10 12:00"))
    [asked] = cast.maria.direct_messages()
    assert "Yes, tell Priya" in asked.labels()
    await cast.sam.press(answer, "Don't ask")
    await simulation.move(local("2026-03-12 12:00"))
    assert len(cast.maria.direct_messages()) == 1
    await cast.sam.unreact("ear", first)
    await cast.sam.react("ear", first)
    assert "Don't ask" not in last_whisper(cast.sam).labels()


async def test_a_colleagues_mark_is_offered_to_the_author_ten_minutes_later(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(MORNING)
    leaders_before = len(cast.priya.direct_messages())
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.sam.react("ear", message)
    answer = last_whisper(cast.sam).plain()
    assert "so in ten minutes I'll ask @Maria" in answer
    assert "People team, ext. 112" in answer
    assert (await the_concern(simulation)).state is State.OFFERED

    await simulation.move(TEN - timedelta(seconds=1))
    assert cast.maria.direct_messages() == []
    await simulation.move(timedelta(minutes=2))
    [asked] = cast.maria.direct_messages()
    assert "Sam reacted to your message in #payments with :ear:" in asked.plain()
    assert "Should Priya follow up?" in asked.plain()
    assert "Priya" not in asked.text
    assert len(cast.priya.direct_messages()) == leaders_before


async def offered(simulation: Simulation, cast: Cast) -> Message:
    await simulation.move(MORNING)
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.sam.react("ear", message)
    await simulation.move(TEN + timedelta(minutes=1))
    return cast.maria.direct_messages()[-1]


async def test_the_authors_yes_raises_it(simulation: Simulation, cast: Cast) -> None:
    asked = await offered(simulation, cast)
    await cast.maria.press(asked, "Yes, tell Priya")
    assert "Priya gets this on Tue 10 March at 8:30 AM. If there's no reply by " in asked.plain()
    kept = await the_concern(simulation)
    assert (kept.state, kept.owner) == (State.RAISED, cast.priya.id)
    await simulation.move(timedelta(days=1))
    told = cast.priya.direct_messages()[-1].plain()
    assert "Maria raised something with you" in told
    assert "Sam" not in told


@pytest.mark.parametrize("answer", ["No, thanks", "I'll raise it myself"])
async def test_the_authors_no_keeps_nothing(
    simulation: Simulation, cast: Cast, answer: str
) -> None:
    asked = await offered(simulation, cast)
    before = len(cast.priya.direct_messages())
    await cast.maria.press(asked, answer)
    assert "All right. No lead is told." in asked.plain()
    assert await nothing_stored(simulation)
    await simulation.move(timedelta(days=2))
    assert len(cast.priya.direct_messages()) == before


async def test_who_never_wants_to_be_asked_is_never_asked_again(
    simulation: Simulation, cast: Cast
) -> None:
    asked = await offered(simulation, cast)
    await cast.maria.press(asked, "Never ask me")
    assert await nothing_stored(simulation)
    again = await cast.maria.say("and another", channel=cast.payments)
    await cast.sam.react("ear", again)
    await simulation.move(timedelta(days=1))
    assert cast.maria.direct_messages() == [asked]


async def test_a_second_answer_to_an_old_question_changes_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    asked = await offered(simulation, cast)
    old = asked.picture()
    await cast.maria.press(asked, "No, thanks")
    await cast.maria.press(old, "Yes, tell Priya")
    assert await nothing_stored(simulation)
    assert "This has changed since;" in last_whisper(cast.maria).plain()


async def test_R21_the_author_is_asked_once_however_many_mark_it(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.sam.react("ear", message)
    await cast.stranger.react("ear", message)
    await simulation.move(TEN + timedelta(minutes=1))
    assert len(cast.maria.direct_messages()) == 1
    await simulation.move(timedelta(days=3))
    assert len(cast.maria.direct_messages()) == 1
    await the_concern(simulation)


async def test_the_author_is_asked_inside_their_own_hours(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.sam.react("ear", message)
    await simulation.move(datetime(2026, 3, 9, 8, 59, tzinfo=UTC))  # 8:59 in Lisbon
    assert cast.maria.direct_messages() == []
    await simulation.move(datetime(2026, 3, 9, 9, 30, tzinfo=UTC))
    assert len(cast.maria.direct_messages()) == 1


async def test_an_offer_unanswered_for_a_week_is_erased(simulation: Simulation, cast: Cast) -> None:
    asked = await offered(simulation, cast)
    await simulation.move(timedelta(days=7, hours=1))
    await simulation.rounds()
    assert await nothing_stored(simulation)
    assert "No lead is told" in asked.plain()


async def test_dont_ask_within_ten_minutes_keeps_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.sam.react("ear", message)
    answer = last_whisper(cast.sam)
    await cast.sam.press(answer, "Don't ask")
    assert "No lead is told" in answer.plain()
    assert await rows_about(simulation, message.ts) == []
    await simulation.move(timedelta(days=1))
    assert cast.maria.direct_messages() == []


async def test_a_yes_with_several_leaders_opens_the_form(
    simulation: Simulation, cast: Cast
) -> None:
    cast.design.members.append(cast.sam.user)
    await cast.tom.command("/concern", "team", channel=cast.design)
    await cast.tom.fill({"Who's on the team?": [cast.dora, cast.sam]})
    await cast.tom.submit()
    await simulation.move(MORNING)
    room = simulation.workspace.add_channel("lunch", members=[cast.sam, cast.maria])
    message = await cast.sam.say(SAID, channel=room)
    await cast.maria.react("ear", message)
    await simulation.move(TEN + timedelta(minutes=1))
    asked = cast.sam.direct_messages()[-1]
    assert "Should Priya or Tom follow up?" in asked.plain()
    await cast.sam.press(asked, "Choose who")
    await cast.sam.fill({"What is it?": "I am stuck", "Your words": "stuck", "Who should": "Priya"})
    assert (await cast.sam.submit()).ok
    kept = await the_concern(simulation)
    assert (kept.state, kept.owner, kept.raiser) == (State.RAISED, cast.priya.id, cast.sam.id)
    assert "Priya gets this on Tue 10 March at 9:30 AM. If there's no reply by " in asked.plain()


# Taking it away


@pytest.mark.parametrize("who", ["maria", "priya", "sam"])
async def test_R21_a_mark_taken_away_within_ten_minutes_leaves_no_row_at_all(
    simulation: Simulation, cast: Cast, who: str
) -> None:
    await simulation.move(MORNING)
    person: Person = getattr(cast, who)
    before = await counts(simulation)
    leader_saw = len(cast.priya.direct_messages())
    message = await cast.maria.say(SAID, channel=cast.payments)
    await person.react("ear", message)
    kept = await the_concern(simulation)
    await simulation.move(TEN - timedelta(seconds=1))
    await person.unreact("ear", message)

    assert await rows_about(simulation, kept.id, message.ts) == []
    after = await counts(simulation)
    assert {name for name in after if after[name] != before[name]} <= {"inbox"}
    await simulation.move(timedelta(days=4))
    assert len(cast.priya.direct_messages()) == leader_saw
    assert cast.maria.direct_messages() == []


async def test_a_mark_set_again_after_that_is_asked_about(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.sam.react("ear", message)
    await cast.sam.unreact("ear", message)
    await cast.sam.react("ear", message)
    await simulation.move(TEN + timedelta(minutes=1))
    assert len(cast.maria.direct_messages()) == 1


async def test_a_second_mark_keeps_the_question_when_the_first_is_taken_away(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say(SAID, channel=cast.payments)
    cast.payments.members.append(cast.tom.user)
    await cast.sam.react("ear", message)
    await cast.tom.react("ear", message)
    await cast.sam.unreact("ear", message)
    marked = (await the_concern(simulation)).mark
    assert marked is not None
    assert marked.marked_by == cast.tom.id
    await simulation.move(TEN + timedelta(minutes=1))
    [asked] = cast.maria.direct_messages()
    assert "Tom reacted to your message" in asked.plain()


async def test_two_marks_taken_away_leave_nothing(simulation: Simulation, cast: Cast) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say(SAID, channel=cast.payments)
    cast.payments.members.append(cast.tom.user)
    await cast.sam.react("ear", message)
    await cast.tom.react("ear", message)
    await cast.tom.unreact("ear", message)
    await cast.sam.unreact("ear", message)
    assert await nothing_stored(simulation)


@pytest.mark.parametrize("answer", ["No, thanks", "Never ask me", "I'll raise it myself"])
async def test_after_a_no_a_new_mark_promises_nothing_and_asks_nothing(
    simulation: Simulation, cast: Cast, answer: str
) -> None:
    asked = await offered(simulation, cast)
    await cast.maria.press(asked, answer)
    if answer == "I'll raise it myself":
        assert asked.live.labels() == ["Message Priya"]
    else:
        assert asked.live.labels() == []
    message = cast.payments.messages[-1]
    cast.payments.members.append(cast.tom.user)
    await cast.tom.react("ear", message)
    assert cast.tom.ephemerals() == []
    await cast.tom.message_shortcut("come_back_to_this", message)
    sent = await cast.tom.submit()
    assert cast.tom.modal is not None
    shown = cast.tom.modal.plain() + " ".join(sent.errors.values())
    assert "I don't ask twice about one message" in shown
    await simulation.move(timedelta(days=2))
    assert len(cast.maria.direct_messages()) == 1
    assert await nothing_stored(simulation)


async def test_a_mark_taken_away_later_changes_nothing(simulation: Simulation, cast: Cast) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.maria.react("ear", message)
    await simulation.move(TEN)
    await cast.maria.unreact("ear", message)
    assert (await the_concern(simulation)).state is State.RAISED


async def test_R21_nothing_of_a_mark_reaches_a_leader_in_the_first_ten_minutes(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(
        datetime(2026, 3, 9, 8, 25, tzinfo=UTC)
    )  # five minutes before Priya's hour
    before = len(cast.priya.direct_messages())
    message = await cast.maria.say(SAID, channel=cast.payments)
    await cast.maria.react("ear", message)
    await simulation.move(timedelta(minutes=9))
    assert len(cast.priya.direct_messages()) == before
    await simulation.move(timedelta(days=1, hours=1))
    assert len(cast.priya.direct_messages()) == before + 1


# Silence


async def test_guests_bots_and_people_on_no_team_get_silence(
    simulation: Simulation, cast: Cast
) -> None:
    ws = simulation.workspace
    guest = ws.add_person("gus", guest="single")
    robot = ws.add_person("robo", bot=True)
    outsider = ws.add_person("ida", stranger=True)
    cast.payments.members += [guest.user, robot.user, outsider.user]
    theirs = [await one.say("hm", channel=cast.payments) for one in (guest, robot, cast.stranger)]
    for message in theirs:
        await cast.maria.react("ear", message)
    ours = await cast.maria.say(SAID, channel=cast.payments)
    for one in (guest, outsider):
        await one.react("ear", ours)
    await cast.stranger.react("ear", theirs[-1])
    assert await concerns(simulation) == []
    assert not [one for one in (*ws.people.values(),) if one.ephemerals(cast.payments)]
    assert simulation.slack.calls_of("chat.postEphemeral") == []


async def test_of_a_mark_that_is_not_taken_nothing_is_kept(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.stranger.open_home()
    message = await cast.stranger.say("hm", channel=cast.payments)
    before = await counts(simulation)
    await cast.stranger.react("ear", message)
    assert await counts(simulation) == before
