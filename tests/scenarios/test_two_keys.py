"""Two keys: of a press, and of a message. What is typed at any door is in a row that answers."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.casework.marking import MarkedMessage, raise_marked
from bot.casework.raising import ConcernContent, Receipt
from bot.demo.simulation import Simulation
from bot.domain.concern import Concern
from bot.domain.concern.states import OPEN, READ, Act, Kind, Meeting, NudgeReason, State
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import Stale
from bot.domain.settings import Notes
from bot.domain.taxonomy import HowSoon, Signal
from bot.messages.controls import ConcernValue
from bot.store import tables
from slack_sandbox import Message, Person
from tests.conftest import Cast

from .lives import acts
from .moments import local
from .rows import concerns, the_concern, words_of, workspace_of
from .test_marks import MORNING, last_whisper

MENU = "come_back_to_this"
FIRST, SECOND = "three pages a night", "and nobody answers them"
MINUTE = timedelta(minutes=1)

Door = Callable[[Simulation, Cast, Message, str], Awaitable[None]]


async def by_emoji(simulation: Simulation, cast: Cast, message: Message, words: str) -> None:
    """An emoji says no words."""
    await cast.maria.react("ear", message)
    assert "Priya gets a link" in last_whisper(cast.maria).plain()


async def by_menu(simulation: Simulation, cast: Cast, message: Message, words: str) -> None:
    await cast.maria.message_shortcut(MENU, message)
    await tell(cast.maria, words)


async def by_offer(simulation: Simulation, cast: Cast, message: Message, words: str) -> None:
    """A colleague marks it, and the author says yes: no words either."""
    await cast.sam.react("ear", message)
    await simulation.move(timedelta(days=3))
    letters = (one.live for one in cast.maria.direct_messages())
    asked = next(one for one in letters if "Yes, tell Priya" in one.labels())
    await cast.maria.press(asked, "Yes, tell Priya")


async def tell(person: Person, words: str) -> None:
    """Fill in the open form of a concern and send it; the answer shows the words or a sentence."""
    await person.fill(
        {
            "What is it?": "I am stuck",
            "Your words": words,
            "How soon would you like to hear back?": "Today or tomorrow",
        }
    )
    sent = await person.submit()
    assert sent.ok, sent
    assert person.modal is not None
    assert words in person.modal.plain() or "Added to what you raised" in person.modal.plain()
    await person.close_modal(all=True)


def put(simulation: Simulation, concern: Concern, state: State) -> None:
    """Let a concern have come so far."""
    heard = concern.created_at if state in READ else None
    with simulation.bot.store.begin() as tx:
        tx.connection.execute(
            update(tables.concern)
            .where(tables.concern.c.id == concern.id)
            .values(
                state=state,
                heard_at=heard,
                delivered_at=heard,
                closed_at=None if state in OPEN else concern.created_at,
            )
        )


async def about(simulation: Simulation, message: Message) -> list[Concern]:
    """What there is about a message, the oldest first."""
    found = await concerns(simulation)
    return [one for one in found if one.link and message.ts.replace(".", "") in one.link]


ENDED = (State.CONFIRMED, State.UNCONFIRMED, State.NO_CHANGE, State.ENDED_BY_RAISER)


@pytest.mark.parametrize("first", [by_emoji, by_menu, by_offer])
async def test_R42_what_is_typed_at_a_second_door_is_never_lost(
    simulation: Simulation, cast: Cast, first: Door
) -> None:
    """For every door before it and every state of what that made."""
    await simulation.move(MORNING)
    for state in (*sorted(OPEN), *ENDED):
        await simulation.move(MINUTE)
        message = await cast.maria.say(f"it goes on: {state}", channel=cast.payments)
        await first(simulation, cast, message, FIRST)
        [before] = await about(simulation, message)
        put(simulation, before, state)

        # So that the last one is the newest by its row, too.
        simulation.clock.move_to(simulation.clock() + timedelta(seconds=1))
        await by_menu(simulation, cast, message, SECOND)
        *earlier, last = await about(simulation, message)
        assert SECOND in await words_of(simulation, last), state
        assert (last.signal, last.how_soon) == (Signal.STUCK, HowSoon.TODAY), state
        if state in OPEN:
            assert (earlier, last.id, last.state) == ([], before.id, state)
            said = {FIRST, SECOND} if first is by_menu else {SECOND}
            assert set(await words_of(simulation, last)) == said
        else:
            assert [one.id for one in earlier] == [before.id]
            assert last.state is State.RAISED
            assert await words_of(simulation, last) == [SECOND]


@pytest.mark.parametrize("first", [by_menu, by_offer])
async def test_R42_an_emoji_after_words_answers_from_the_same_row(
    simulation: Simulation, cast: Cast, first: Door
) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await first(simulation, cast, message, FIRST)
    await by_menu(simulation, cast, message, SECOND)
    before = await about(simulation, message)
    await by_emoji(simulation, cast, message, "")
    await cast.maria.unreact("ear", message)
    assert [one.id for one in await about(simulation, message)] == [one.id for one in before]
    assert SECOND in await words_of(simulation, before[0])


@pytest.mark.parametrize("door", [by_emoji, by_menu])
async def test_R42_after_a_withdrawal_each_door_begins_anew(
    simulation: Simulation, cast: Cast, door: Door
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_emoji(simulation, cast, message, "")
    await cast.maria.press(last_whisper(cast.maria), "Take it back")
    await cast.maria.unreact("ear", message)
    await simulation.move(timedelta(days=1))
    await door(simulation, cast, message, FIRST)
    states = [one.state for one in await concerns(simulation)]
    assert sorted(states) == [State.RAISED, State.WITHDRAWN]


async def test_R42_words_end_the_ten_minutes_in_which_an_emoji_erases(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_emoji(simulation, cast, message, "")
    await cast.maria.press(last_whisper(cast.maria), "Change it")
    await cast.maria.fill({"Your words": FIRST})
    assert (await cast.maria.submit()).ok
    await cast.maria.unreact("ear", message)
    assert await words_of(simulation, await the_concern(simulation)) == [FIRST]


async def test_R42_what_was_handed_over_takes_words_in_where_it_is_now(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_menu(simulation, cast, message, FIRST)
    await cast.maria.open_home()
    await cast.maria.press("home", "Read it")
    await cast.maria.press("modal", "Send to someone else")
    await cast.maria.fill({"Who should": "Tom"})
    assert (await cast.maria.submit()).ok
    await cast.maria.close_modal(all=True)

    await by_menu(simulation, cast, message, SECOND)
    moved, now = await concerns(simulation)
    assert {moved.state, now.state} == {State.HANDED_OVER, State.RAISED}
    with_tom = now if now.state is State.RAISED else moved
    assert with_tom.owner == cast.tom.id
    assert set(await words_of(simulation, with_tom)) == {FIRST, SECOND}


async def test_R42_words_for_one_leader_never_reach_another(
    simulation: Simulation, cast: Cast
) -> None:
    """It is with Priya; who chooses Tom in the form keeps the words, and Tom reads nothing."""
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_emoji(simulation, cast, message, "")
    await cast.maria.message_shortcut(MENU, message)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": FIRST, "Who should": "Tom"})
    sent = await cast.maria.submit()
    assert "it's with Priya" in " ".join(sent.errors.values())
    kept = await the_concern(simulation)
    assert (kept.owner, await words_of(simulation, kept)) == (cast.priya.id, [])


async def test_what_is_added_about_how_one_is_led_goes_to_no_own_leader(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_emoji(simulation, cast, message, "")
    before = await the_concern(simulation)
    await cast.maria.message_shortcut(MENU, message)
    await cast.maria.fill({"What is it?": "It is about how I am led", "Your words": FIRST})
    sent = await cast.maria.submit()
    assert "how you're led" in " ".join(sent.errors.values())
    assert await the_concern(simulation) == before
    assert await words_of(simulation, before) == []


async def test_R42_a_line_more_leaves_how_soon_it_was_wanted(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_menu(simulation, cast, message, FIRST)
    before = await the_concern(simulation)
    assert before.how_soon is HowSoon.TODAY
    await simulation.move(MINUTE)
    await cast.maria.message_shortcut(MENU, message)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": SECOND})
    assert (await cast.maria.submit()).ok
    after = await the_concern(simulation)
    assert (after.how_soon, after.clocks) == (HowSoon.TODAY, before.clocks)


async def test_R42_words_wait_no_more_where_their_leader_is_gone(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_menu(simulation, cast, message, FIRST)
    [before] = await about(simulation, message)
    with simulation.bot.store.begin() as tx:
        tx.concerns.save(replace(before, owner=None, left_by=cast.priya.user.id))  # type: ignore[arg-type]
    await by_menu(simulation, cast, message, SECOND)
    now = next(one for one in await concerns(simulation) if one.state is State.RAISED)
    assert now.owner == cast.priya.id
    assert set(await words_of(simulation, now)) == {FIRST, SECOND}


@pytest.mark.parametrize("door", [by_emoji, by_menu])
@pytest.mark.parametrize("asked", [False, True])
async def test_R42_an_author_who_raises_it_herself_ends_a_waiting_offer(
    simulation: Simulation, cast: Cast, door: Door, *, asked: bool
) -> None:
    await simulation.move(MORNING)
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.sam.react("ear", message)
    if asked:
        await simulation.move(timedelta(minutes=11))
    await door(simulation, cast, message, FIRST)
    [own] = await concerns(simulation)
    assert (own.state, own.owner) == (State.RAISED, cast.priya.id)
    await simulation.move(timedelta(hours=2))
    letters = cast.maria.direct_messages()
    assert len(letters) == asked
    for letter in letters:
        assert "Yes, tell Priya" not in letter.live.labels()
        assert "Priya" in letter.live.plain()
    cast.payments.members.append(cast.tom.user)
    await cast.tom.react("ear", message)
    await simulation.move(timedelta(days=1))
    assert [one.id for one in await concerns(simulation)] == [own.id]


async def test_R42_a_late_yes_to_an_offer_keeps_the_words_of_its_form(
    simulation: Simulation, cast: Cast
) -> None:
    """Several leaders: while the form is open, the author marks the message herself."""
    cast.design.members.append(cast.maria.user)
    await cast.tom.command("/concern", "team", channel=cast.design)
    await cast.tom.fill({"Who's on the team?": [cast.dora, cast.maria]})
    await cast.tom.submit()
    await simulation.move(MORNING)
    room = simulation.workspace.add_channel("lunch", members=[cast.maria, cast.sam])
    message = await cast.maria.say("it goes on", channel=room)
    await cast.sam.react("ear", message)
    await simulation.move(timedelta(minutes=11))
    asked = cast.maria.direct_messages()[-1]
    await cast.maria.press(asked, "Choose who")
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": FIRST, "Who should": "Priya"})
    assert (await cast.maria.submit()).ok
    await cast.maria.close_modal(all=True)
    await cast.maria.message_shortcut(MENU, message)
    await tell(cast.maria, SECOND)
    [kept] = await concerns(simulation)
    assert set(await words_of(simulation, kept)) == {FIRST, SECOND}


async def test_R42_a_form_delivered_twice_adds_once(simulation: Simulation, cast: Cast) -> None:
    """Also where what it went to was taken back before the second one."""
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_emoji(simulation, cast, message, "")
    marked = MarkedMessage(
        channel=ChannelId(cast.payments.id), ts=message.ts, author=PersonId(cast.maria.id)
    )
    wanted = ConcernContent(words=FIRST, signal=Signal.STUCK)

    async def send() -> Receipt:
        return await simulation.bot.runner.run(
            workspace_of(simulation), raise_marked, PersonId(cast.maria.id), wanted, marked, "V1"
        )

    receipts = [await send(), await send()]
    kept = await the_concern(simulation)
    assert [one.record.concern.id for one in receipts] == [kept.id, kept.id]
    assert await words_of(simulation, kept) == [FIRST]
    await cast.maria.press(last_whisper(cast.maria), "Take it back")
    with pytest.raises(Stale):
        await send()
    assert (await the_concern(simulation)).state is State.WITHDRAWN


# A leader's own note


HEARD, ANOTHER_DAY = "What did you hear?", "Or remind me on another day"
SHARE, MEETING = "Share it with Maria now", "We'll talk in our 1:1"


async def note(leader: Person, message: Message, words: str, **more: object) -> None:
    await leader.message_shortcut(MENU, message)
    await leader.fill({HEARD: words, **more})
    sent = await leader.submit()
    assert sent.ok, sent
    await leader.close_modal(all=True)


@pytest.mark.parametrize("first", ["emoji", "menu"])
async def test_R42_a_leaders_words_go_to_the_note_that_is_open(
    simulation: Simulation, cast: Cast, first: str
) -> None:
    await simulation.move(MORNING)
    for state in (*sorted(READ), *ENDED):
        await simulation.move(MINUTE)
        message = await cast.maria.say(f"it goes on: {state}", channel=cast.payments)
        if first == "emoji":
            await cast.priya.react("ear", message)
        else:
            await note(cast.priya, message, FIRST)
        [before] = await about(simulation, message)
        put(simulation, before, state)
        # So that the last one is the newest by its row, too.
        simulation.clock.move_to(simulation.clock() + timedelta(seconds=1))
        await note(cast.priya, message, SECOND)
        *earlier, last = await about(simulation, message)
        assert last.kind is Kind.NOTE
        assert SECOND in await words_of(simulation, last), state
        assert len(earlier) == (state not in READ)
        if state in READ:
            said = {FIRST, SECOND} if first == "menu" else {SECOND}
            assert set(await words_of(simulation, last)) == said


async def test_R42_a_note_taken_back_begins_anew(simulation: Simulation, cast: Cast) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.priya.react("ear", message)
    await cast.priya.press(last_whisper(cast.priya), "Take it back")
    await note(cast.priya, message, FIRST)
    kept = [one for one in await concerns(simulation) if one.open]
    assert len(kept) == 1
    assert await words_of(simulation, kept[0]) == [FIRST]


async def test_R42_a_form_about_an_open_note_starts_from_its_day_and_leaves_it(
    simulation: Simulation, cast: Cast
) -> None:
    """A line more is no *Not yet*, and no new day."""
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await note(cast.priya, message, FIRST, **{ANOTHER_DAY: "2026-03-24"})
    before = await the_concern(simulation)
    await cast.priya.message_shortcut(MENU, message)
    assert cast.priya.modal is not None
    assert cast.priya.modal.fields[ANOTHER_DAY].value == "2026-03-24"
    await cast.priya.fill({HEARD: SECOND})
    assert (await cast.priya.submit()).ok
    after = await the_concern(simulation)
    assert (after.clocks, after.promise) == (before.clocks, before.promise)
    assert set(await words_of(simulation, after)) == {FIRST, SECOND}


async def test_R42_sharing_from_the_menu_is_sharing(simulation: Simulation, cast: Cast) -> None:
    """What the button does: the person is told the day, it counts, and has its review."""
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.priya.react("ear", message)
    await note(cast.priya, message, FIRST, **{SHARE: True, ANOTHER_DAY: "2026-03-24"})
    shared = await the_concern(simulation)
    assert (shared.kind, shared.promise.told_on) == (Kind.SHARED, date(2026, 3, 24))
    assert shared.clocks.stale_review_at is not None
    assert acts(simulation).count(Act.SHARE) == 1
    await simulation.move(timedelta(hours=2))
    [told] = [one.plain() for one in cast.maria.direct_messages()]
    assert "@Priya shared a note with you" in told

    await note(cast.priya, message, SECOND, **{ANOTHER_DAY: "2026-03-26"})
    moved = await the_concern(simulation)
    assert moved.promise.told_on == moved.asked_day() == date(2026, 3, 26)
    await simulation.move(local("2026-03-24 12:00"))
    assert "Thu 26 March" in cast.maria.direct_messages()[-1].plain()


async def test_a_note_shared_at_once_is_asked_for_a_clear_answer_like_any_other(
    simulation: Simulation, cast: Cast
) -> None:
    """T24."""
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await note(cast.priya, message, FIRST, **{SHARE: True})
    assert (await the_concern(simulation)).clocks.stale_review_at is not None


@pytest.mark.parametrize("share", [True, False])
async def test_who_may_keep_no_note_adds_nothing_to_one(
    simulation: Simulation, cast: Cast, *, share: bool
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.priya.react("ear", message)
    before = await the_concern(simulation)
    await cast.priya.message_shortcut(MENU, message)
    await cast.priya.fill({HEARD: FIRST, SHARE: share})
    with simulation.bot.store.begin() as tx:
        home = tx.workspaces.get(workspace_of(simulation))
        tx.workspaces.choose(home.id, replace(home, notes=Notes.OFF))
    sent = await cast.priya.submit()
    assert sent.errors
    assert await the_concern(simulation) == before
    assert await words_of(simulation, before) == []


async def test_a_one_on_one_ticked_for_a_note_that_is_due_is_asked_about_that_morning(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await note(cast.priya, message, FIRST)
    await simulation.move(local("2026-03-12 12:00"))
    assert (await the_concern(simulation)).promise.due_on == date(2026, 3, 12)
    await note(cast.priya, message, SECOND, **{ANOTHER_DAY: "2026-03-17", MEETING: True})
    kept = await the_concern(simulation)
    assert kept.clocks.nudge is not None
    assert kept.clocks.nudge.reason is NudgeReason.ONE_ON_ONE
    assert (kept.promise.meeting, kept.promise.snoozes) == (Meeting.ONE_ON_ONE, 1)


# What opens again


async def test_what_came_back_beside_something_newer_keeps_its_words(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await by_menu(simulation, cast, message, FIRST)
    [old] = await about(simulation, message)
    put(simulation, old, State.ENDED_BY_RAISER)
    await by_menu(simulation, cast, message, SECOND)
    await cast.maria.open_home()
    await cast.maria.press("home", "Read it", value=ConcernValue(concern=old.id, step=1).encode())
    await cast.maria.press("modal", "Reopen it")
    states = [one.state for one in await concerns(simulation)]
    assert states == [State.RAISED, State.RAISED], "nobody has read either of them"


# Pace, and a limit


async def test_a_colleague_has_somebody_asked_three_times_a_day(
    simulation: Simulation, cast: Cast
) -> None:
    await simulation.move(MORNING)
    for n in range(4):
        message = await cast.maria.say(f"it goes on, {n}", channel=cast.payments)
        await cast.sam.react("ear", message)
    assert len(await concerns(simulation)) == 3
    assert "Nobody was asked" in last_whisper(cast.sam).plain()
    await simulation.move(timedelta(days=1, minutes=1))
    await cast.sam.message_shortcut(MENU, message)
    assert (await cast.sam.submit()).ok
    assert len(await concerns(simulation)) == 4


async def test_marks_have_a_pace(simulation: Simulation, cast: Cast) -> None:
    for n in range(21):
        message = await cast.maria.say(f"it goes on, {n}", channel=cast.payments)
        await cast.maria.react("ear", message)
    assert len(await concerns(simulation)) == 20
    assert "too fast for me" in last_whisper(cast.maria).plain()


# Threads


async def test_a_mark_in_a_thread_is_answered_there_and_its_link_leads_there(
    simulation: Simulation, cast: Cast
) -> None:
    first = await cast.sam.say("who else?", channel=cast.payments)
    reply = await cast.maria.say("me, every night", channel=cast.payments, thread=first)
    await cast.maria.react("ear", reply)
    assert last_whisper(cast.maria).thread_ts == first.ts
    link = (await the_concern(simulation)).link or ""
    assert link.endswith(f"?thread_ts={first.ts}&cid={cast.payments.id}")


async def test_the_menu_in_a_thread_keeps_the_thread(simulation: Simulation, cast: Cast) -> None:
    first = await cast.sam.say("who else?", channel=cast.payments)
    reply = await cast.maria.say("me, every night", channel=cast.payments, thread=first)
    await by_menu(simulation, cast, reply, FIRST)
    link = (await the_concern(simulation)).link or ""
    assert link.endswith(f"?thread_ts={first.ts}&cid={cast.payments.id}")
