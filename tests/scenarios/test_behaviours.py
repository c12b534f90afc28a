"""The six behaviours at work: a coaching line now and then, openers in turn, guess then ask."""

from datetime import date, timedelta

from bot.demo.simulation import Simulation
from bot.domain.coaching import Behaviour, CoachingLine
from bot.messages.translate import translator
from slack_sandbox import Message, Person, View
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    asked,
    close_all,
    hear,
    heard,
    homes,
    jump,
    last,
    questioned,
    raised,
    the,
)
from tests.scenarios.moments import choose, keep, local, tell
from tests.scenarios.rows import counts

W = translator("en-US")
LINES = {W(f"coaching-{one.value}"): one for one in CoachingLine}
OPENERS = [W("opener-1"), W("opener-2")]


def line_in(shown: Message | View) -> CoachingLine | None:
    """The coaching line that stands in a message or view."""
    found = [one for text, one in LINES.items() if text in shown.plain()]
    assert len(found) <= 1, found
    return found[0] if found else None


def opener_in(message: Message) -> int | None:
    found = [number for number, text in enumerate(OPENERS) if text in message.plain()]
    return found[0] if found else None


async def read(person: Person, card: Message) -> View:
    """The reading view of what a card is about."""
    await person.press(card, "Read it")
    view = person.modal
    assert view is not None
    await close_all(person)
    return view


async def test_R34_something_new_brings_a_line_about_listening_once_a_week(
    simulation: Simulation, cast: Cast
) -> None:
    card = await raised(simulation, cast)
    assert line_in(card) is None, "no advice under a message about a person"
    first = line_in(await read(cast.priya, card))
    assert first is not None
    assert first.behaviour in (Behaviour.LISTENING, Behaviour.VALIDATION)
    assert card.text == "Someone raised something with you."
    assert line_in(await read(cast.priya, card)) is first, "the same one, opened again"
    await hear(simulation, cast)
    assert line_in(card.live) is None
    card = await asked(simulation, cast)
    assert opener_in(card) == 0
    assert line_in(await read(cast.priya, card)) is None, "a second one in the same week"
    await cast.priya.press(card, "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": "About the same"})
    await cast.priya.submit()
    await close_all(cast.priya)
    await simulation.move(local("2026-03-27 12:00"))
    assert line_in(await read(cast.priya, last(cast.priya))) is CoachingLine.SUPPORT_1
    assert all(line_in(one) is None for one in cast.priya.direct_messages())
    assert all(line_in(one) is None for one in cast.payments.messages)
    for person in (cast.maria, cast.sam, cast.tom):
        assert all(line_in(one) is None for one in person.direct_messages())


async def test_a_message_about_several_things_has_no_line_and_no_opener(
    simulation: Simulation, cast: Cast
) -> None:
    await tell(cast.maria, WORDS, cast.payments)
    await tell(cast.sam, "I am stuck", cast.payments)
    await simulation.move(local("2026-03-09 12:00"))
    card = last(cast.priya)
    assert "2 new things for you" in card.plain()
    assert line_in(card) is None
    assert opener_in(card) is None


async def test_openers_take_turns(simulation: Simulation, cast: Cast) -> None:
    await cast.priya.open_home()
    await cast.priya.press("home", "No more tips")
    seen = []
    for week in range(3):
        await keep(cast.priya, cast.maria, "overloaded, wednesday", cast.payments)
        await jump(simulation, f"2026-03-{11 + 7 * week} 12:00")
        card = last(cast.priya)
        seen.append(opener_in(card))
        await cast.priya.press(card, "We've talked")
        await cast.priya.fill({"How is it now, as you understood Maria?": "Better"})
        await cast.priya.submit()
        await close_all(cast.priya)
    assert seen == [0, 1, 0]


async def test_home_has_one_line_that_can_be_changed_and_hidden(
    simulation: Simulation, cast: Cast
) -> None:
    home = await cast.priya.open_home()
    assert home is not None
    assert "For your talk: " in home.plain()
    first = line_in(home)
    await simulation.move(timedelta(hours=1))
    again = await cast.priya.open_home()
    assert again is not None
    assert line_in(again) is first
    await cast.priya.press("home", "Another tip")
    assert cast.priya.home is not None
    second = line_in(cast.priya.home)
    assert second not in (first, None)
    card = await raised(simulation, cast)
    assert line_in(await read(cast.priya, card)) not in (first, second, None), "none twice"
    for _ in CoachingLine:
        if "Another tip" in cast.priya.home.labels():
            await cast.priya.press("home", "Another tip")
    assert "Another tip" not in cast.priya.home.labels(), "none left means none"
    await cast.priya.press("home", "No more tips")
    assert line_in(cast.priya.home) is None
    assert "No more tips" not in cast.priya.home.labels()
    await hear(simulation, cast)
    await jump(simulation, "2026-05-20 12:00")
    assert line_in(await read(cast.priya, last(cast.priya))) is None
    home = await cast.maria.open_home()
    assert home is not None
    assert line_in(home) is None, "somebody who leads nobody needs no line"


async def test_worse_offers_to_guess_and_nothing_of_it_is_kept(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's worse")
    await cast.maria.press(question.live, "Yes, tell Priya")
    await simulation.move(local("2026-03-17 12:00"))
    card = last(cast.priya)
    assert "replied: it's worse." in card.plain()
    rows, calls = await counts(simulation), len(simulation.slack.calls_of("chat.postMessage"))
    await cast.priya.press(card, "Find a question")
    assert cast.priya.modal is not None
    assert cast.priya.modal.title == "Find a question"
    assert cast.priya.modal.submit_label == "Show it"
    await cast.priya.fill({"What would you like to ask about?": "What Maria is juggling"})
    sent = await cast.priya.submit()
    assert not sent.errors, sent
    assert cast.priya.modal is not None
    assert '"What are you handling at the same time?"' in cast.priya.modal.plain()
    assert "Message Maria" in cast.priya.modal.labels()
    await close_all(cast.priya)
    assert await counts(simulation) == rows
    assert len(simulation.slack.calls_of("chat.postMessage")) == calls


async def test_home_asks_whoever_looks_away_whether_to_wait(
    simulation: Simulation, cast: Cast
) -> None:
    question = "Your status says you're away. Should I wait?"
    assert question not in await homes(cast.priya)
    simulation.workspace.change(cast.priya, status_emoji=":palm_tree:")
    await simulation.slack.quiet()
    assert question in await homes(cast.priya)
    choose(simulation, cast.priya, paused_until=date(2026, 3, 16))
    assert question not in await homes(cast.priya)


async def test_correcting_goes_round_and_round_without_penalty(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast, **{"What you understood": "The evenings."})
    before = the(simulation)
    for number in range(3):
        await cast.maria.open_home()
        await cast.maria.press("home", "Read it")
        await cast.maria.press("modal", "Not quite")
        await cast.maria.fill({"What's missing, or different?": f"Not that: {number}"})
        assert not (await cast.maria.submit()).errors
        await close_all(cast.maria)
        await simulation.move(timedelta(minutes=1))
        await cast.priya.open_home()
        await cast.priya.press("home", "Read it")
        assert cast.priya.modal is not None
        assert f"Not that: {number}" in cast.priya.modal.plain()
        await cast.priya.fill({"What you understood": f"Then this: {number}"})
        assert not (await cast.priya.submit()).errors
        await close_all(cast.priya)
        await simulation.move(timedelta(minutes=1))
    after = the(simulation)
    for field in ("state", "promise", "quiet"):
        assert getattr(after, field) == getattr(before, field), field
    assert after.clocks.nudge is not None
    assert before.clocks.nudge is not None
    assert after.clocks.nudge.reminder == before.clocks.nudge.reminder
    timeouts = [each.clocks.timeout and each.clocks.timeout.act for each in (before, after)]
    assert timeouts[0] == timeouts[1]
    assert after.replies.two_views == before.replies.two_views
    await cast.maria.open_home()
    await cast.maria.press("home", "Read it")
    assert cast.maria.modal is not None
    assert "Then this: 2" in cast.maria.modal.plain()
    await cast.maria.press("modal", "Yes, that's it")
    assert the(simulation).replies.said_yes_at is not None
    await close_all(cast.maria)
    await asked(simulation, cast)


async def test_more_of_a_line_shows_everything_that_can_be_done(
    simulation: Simulation, cast: Cast
) -> None:
    for text in ("overloaded by on-call, wednesday", "stuck, wednesday"):
        await keep(cast.priya, cast.maria, text, cast.payments)
    await simulation.move(local("2026-03-11 12:00"))
    card = last(cast.priya)
    await cast.priya.press(card, "More", near="being blocked")
    assert cast.priya.modal is not None
    assert "being blocked" in cast.priya.modal.plain()
    for label in (
        "Read it",
        "Message Maria",
        "We've talked",
        "Not yet",
        "Pick a next step",
    ):
        assert label in cast.priya.modal.labels()
    await cast.priya.press("modal", "We've talked")
    await cast.priya.fill({"How is it now, as you understood Maria?": "Better"})
    assert not (await cast.priya.submit()).errors
    await close_all(cast.priya)
    assert "@Maria · being blocked · done on Wed 11 March: you talked" in card.live.plain()
    assert "on-call load" in card.live.plain()
