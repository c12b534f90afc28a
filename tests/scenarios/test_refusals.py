"""What it says when it says no, and the way out it shows: nobody's words are lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.demo.simulation import Simulation
from bot.domain.delivery import DeliveryKind
from bot.domain.rhythm import CAUGHT_IN_PACE, SUGGESTED_A_MONTH
from bot.messages.controls import Shortcut
from bot.messages.translate import translator
from bot.store import Transaction, tables
from slack_sandbox import Channel, Message, Person
from tests.conftest import Cast

from .lives import close_all
from .moments import rows
from .rows import concerns, nothing_stored, the_concern

SAYS = {
    "generic": "Something broke on my side; nothing was changed.",
    "not_saved": "Nothing was saved: my database couldn't take it. Please try again in a minute.",
    "not_sent": "What you wrote is saved. Slack won't let me deliver it yet; I'll keep trying.",
    "stale": "This has changed since; here is how it stands.",
    "not_yours": "You can't open this.",
    "no_leader": "Nothing was sent. I don't know who leads you here. Your lead can set up Heard for"
    " your team.",
    "leader_off": "Nothing was sent. Priya isn't using Heard yet.",
    "no_contact": (
        "Nothing was sent. Before anyone can raise something, an admin has to name a safety"
        " contact."
    ),
    "contact_is_leader": (
        "Nothing was set up. The safety contact can't be Priya, who leads this team."
        " Please name another person, or a line of text."
    ),
    "self": "Nothing was sent. That's you; who should follow up?",
    "guest": "Nothing was sent. Heard works only between full members of this workspace.",
    "not_a_team": (
        "Nothing was set up. Please type this in the team's own channel, not in one that is"
        " shared with another organisation."
    ),
    "invite_me": "Nothing was set up. First type `/invite @Heard` here, then `/concern team`.",
    "not_member": "Sam can't be on a team: only full members of this workspace can.",
    "too_long": "Please keep it under 600 characters; a short version is enough.",
    "empty": "One sentence is enough. Please write one.",
    "date_unread": (
        'I can\'t read "thrusday" as a day. Try "tomorrow", "friday", "in 3 days" or "2026-12-04".'
    ),
    "past_date": "The earliest day is tomorrow.",
    "far_date": "The latest day for this is Monday.",
    "long_pause": "The latest day for a pause is Monday.",
    "close_short": "Please add a sentence in your own words. The reason alone can feel cold.",
    "no_dm": "Nothing was sent. I can't reach Maria: the account is closed or blocks apps.",
    "mention": (
        "Others can read this channel, so I kept nothing."
        " Type `/concern` instead, and consider deleting your message."
    ),
    "notes_off": "Nothing was saved. Notes are switched off here.",
    "rate": "Nothing was changed: that was too fast for me. Please wait a minute.",
}
"""Every one of them, word for word."""


@pytest.mark.parametrize("key", SAYS)
def test_it_says_no_in_these_words(key: str) -> None:
    facts = {
        "leader": "Priya",
        "person": "Maria",
        "names": "Sam",
        "n": "600",
        "part": "thrusday",
        "date": "Monday",
    }
    assert translator("en-US")(f"err-{key}", **facts) == SAYS[key]


def said(message: Message | None) -> str:
    assert message is not None
    return message.plain()


async def answer_to(person: Person, text: str, channel: Channel) -> Message:
    answer = await person.command("/concern", text, channel=channel)
    assert answer.message is not None
    assert not answer.problems
    return answer.message


# What did not work


async def test_a_form_that_slack_would_not_open_loses_no_words(
    simulation: Simulation, cast: Cast
) -> None:
    simulation.slack.faults.add("views.open", "fatal_error", times=2)
    answer = await answer_to(cast.priya, "we ship too much at once", cast.payments)
    assert said(answer).startswith(SAYS["generic"])
    assert "Your words: we ship too much at once" in said(answer)
    assert said(await answer_to(cast.maria, "mine", cast.payments)).startswith(SAYS["generic"])
    assert await nothing_stored(simulation)


async def test_what_slack_refuses_is_saved_and_whoever_said_it_can_see_so(
    simulation: Simulation, cast: Cast
) -> None:
    await answer_to(cast.maria, "I am stuck", cast.payments)
    refusing = simulation.slack.faults.add("chat.postMessage", "ratelimited_by_nobody", times=1000)

    async def next_line() -> str:
        await cast.maria.command("/concern", "mine", channel=cast.payments)
        await cast.maria.press("modal", "Read it")
        assert cast.maria.modal is not None
        line = cast.maria.modal.plain()
        await close_all(cast.maria)
        return line

    assert SAYS["not_sent"] not in await next_line()
    simulation.clock.move_to(simulation.clock().replace(hour=9))
    await simulation.rounds()
    assert refusing.struck
    assert SAYS["not_sent"] in await next_line()
    assert not cast.priya.direct_messages()

    refusing.times = 0
    await simulation.move(timedelta(hours=2))
    assert len(cast.priya.direct_messages()) == 1
    assert SAYS["not_sent"] not in await next_line()


# Too fast


async def test_who_says_more_than_anybody_types_waits_a_moment_and_loses_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    for number in range(CAUGHT_IN_PACE - 1):
        kept = await answer_to(cast.maria, f"I am stuck {number}", cast.payments)
        assert "Thanks, " in said(kept)
    await cast.maria.shortcut(Shortcut.SAY)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": "the twentieth"})
    assert (await cast.maria.submit()).ok
    await close_all(cast.maria)

    refused = said(await answer_to(cast.maria, "and one more", cast.payments))
    assert refused == f"{SAYS['rate']}\nYour words: and one more"
    await cast.maria.shortcut(Shortcut.SAY)
    await cast.maria.fill({"What is it?": "I am stuck", "Your words": "one more"})
    sent = await cast.maria.submit()
    assert list(sent.errors.values()) == [SAYS["rate"]]
    view = cast.maria.modal
    assert view is not None
    assert view.fields["Your words"].value == "one more"
    message = await cast.maria.say("the build is red again", channel=cast.payments)
    await cast.maria.react("ear", message)
    assert cast.maria.ephemerals()[-1].plain() == SAYS["rate"]
    assert len(await concerns(simulation)) == CAUGHT_IN_PACE

    # What others say, and what is said about others, has a pace of its own.
    assert "Thanks, " in said(await answer_to(cast.sam, "I am stuck", cast.payments))
    assert "Saved." in said(await answer_to(cast.priya, "@maria is stuck, friday", cast.payments))
    simulation.clock.move_to(simulation.clock() + timedelta(minutes=1))
    assert (await cast.maria.submit()).ok
    assert len(await concerns(simulation)) == CAUGHT_IN_PACE + 3


# Nobody to come back to it


async def test_nobody_leads_the_writer_and_it_can_be_suggested_to_somebody(
    simulation: Simulation, cast: Cast
) -> None:
    refused = await answer_to(cast.stranger, "my manager ignores me", cast.payments)
    assert said(refused).startswith(SAYS["no_leader"])
    assert refused.labels() == ["Suggest Heard"]
    await cast.stranger.press(refused, "Suggest Heard")
    form = cast.stranger.modal
    assert form is not None
    assert form.title == "Suggest Heard"
    assert "Lee suggests using Heard in #payments. It reminds leads" in form.plain()
    await cast.stranger.fill({"To whom?": cast.dora})
    assert not (await cast.stranger.submit()).errors
    assert "unless Dora wants no" in form.plain()
    await close_all(cast.stranger)
    assert await nothing_stored(simulation)

    await simulation.move(timedelta(hours=3))
    [letter] = cast.dora.direct_messages()
    assert letter.text == "A suggestion from a colleague."
    assert letter.plain().startswith("Lee suggests using Heard in #payments. It reminds leads")
    assert letter.labels() == ["See how it works"]
    assert "ignores" not in str(simulation.slack.calls_of("chat.postMessage"))
    assert letter.labels() == ["See how it works"]
    await cast.dora.press(letter, "See how it works")
    assert cast.dora.modal is not None
    assert "invite me to your team's channel and type /concern team there" in (
        cast.dora.modal.plain()
    )
    assert "Continue" not in cast.dora.modal.plain()
    assert cast.dora.modal.submit_label is None


async def test_it_is_suggested_once_a_month_and_to_few(simulation: Simulation, cast: Cast) -> None:
    guest = simulation.workspace.add_person("gil", display_name="Gil", guest=True)
    gone = simulation.workspace.add_person("kai", display_name="Kai", deleted=True)
    more = [
        simulation.workspace.add_person(f"p{number}", display_name=f"P{number}")
        for number in range(SUGGESTED_A_MONTH + 1)
    ]
    refused = await answer_to(cast.stranger, "nobody listens", cast.payments)

    async def suggest_to(person: Person) -> list[str]:
        await cast.stranger.press(refused, "Suggest Heard")
        await cast.stranger.fill({"To whom?": person})
        errors = list((await cast.stranger.submit()).errors.values())
        await close_all(cast.stranger)
        return errors

    assert await suggest_to(cast.stranger) == [SAYS["self"]]
    assert await suggest_to(guest) == [SAYS["guest"]]
    assert await suggest_to(gone) == [SAYS["no_dm"].replace("Maria", "Kai")]
    for person in more[:SUGGESTED_A_MONTH]:
        assert await suggest_to(person) == []
    assert await suggest_to(more[0]) == [
        "Nothing was sent. You suggested Heard to P0 within the last month."
    ]
    assert await suggest_to(more[-1]) == [
        "Nothing was sent. That's the limit of suggestions for one month."
    ]
    assert len(rows(simulation, DeliveryKind.SUGGEST)) == SUGGESTED_A_MONTH
    simulation.clock.move_to(simulation.clock() + timedelta(days=31))
    assert await suggest_to(more[0]) == []


async def test_a_leader_who_was_asked_goes_on_from_a_suggestion_to_the_promise(
    simulation: Simulation,
) -> None:
    ws = simulation.workspace
    eva, ben = (ws.add_person(one, display_name=one.title()) for one in ("eva", "ben"))
    kim = ws.add_person("kim", display_name="Kim", admin=True)
    ops = ws.add_channel("ops", members=[eva, ben, kim])
    await kim.command("/concern", "team", channel=ops)
    await kim.fill(
        {
            "Who leads?": [eva],
            "Who's on the team?": [ben],
            "Or a line of text": "ext. 112",
        }
    )
    await kim.submit()
    await close_all(kim)
    answer = await ben.command("/concern", "I am stuck", channel=ops)
    assert answer.message is not None
    assert said(answer.message).startswith(SAYS["leader_off"].replace("Priya", "Eva"))
    assert "Your words: I am stuck" in said(answer.message)
    await ben.press(answer.message, "Suggest Heard")
    assert ben.modal is not None
    assert ben.modal.fields["To whom?"].value == eva.id
    await ben.submit()
    await close_all(ben)
    await simulation.move(timedelta(hours=3))
    [letter] = [one for one in eva.direct_messages() if "Ben suggests" in one.plain()]
    await eva.press(letter, "See how it works")
    assert (await eva.submit()).ok
    assert eva.modal is not None
    assert eva.modal.title == "Your promise"
    assert await nothing_stored(simulation)


async def test_from_home_it_names_no_channel_and_who_wants_no_messages_gets_none(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.stranger.shortcut(Shortcut.SAY)
    assert cast.stranger.modal is not None
    assert cast.stranger.modal.labels() == ["Suggest Heard"]
    await cast.stranger.press("modal", "Suggest Heard")
    assert "Lee suggests using Heard." in cast.stranger.modal.plain()
    await cast.dora.command("/concern", "settings", channel=cast.design)
    await cast.dora.fill(
        {"Messages and notifications": ["Never write to me first (replies are then only in Home)"]}
    )
    assert (await cast.dora.submit()).ok
    await cast.stranger.fill({"To whom?": cast.dora})
    assert not (await cast.stranger.submit()).errors
    assert "wants no messages from me" in cast.stranger.modal.plain()
    before = len(cast.dora.direct_messages())
    await simulation.move(timedelta(days=1))
    assert len(cast.dora.direct_messages()) == before


# An account that is closed


async def test_a_note_is_not_shared_with_somebody_who_cannot_read_it(
    simulation: Simulation, cast: Cast
) -> None:
    kept = await answer_to(cast.priya, "@sam is stuck, friday", cast.payments)

    def close(tx: Transaction) -> None:
        """The account is closed, and what follows from it has not been done yet."""
        tx.connection.execute(
            update(tables.person).where(tables.person.c.id == cast.sam.id).values(deleted=True)
        )

    await simulation.bot.store.run(close)
    await cast.priya.press(kept, "Share with Sam")
    assert cast.priya.ephemerals()[-1].plain() == SAYS["no_dm"].replace("Maria", "Sam")
    assert (await the_concern(simulation)).kind == "note"


# In a channel


async def test_R01_whoever_calls_it_in_a_channel_is_told_privately_and_nothing_is_kept(
    simulation: Simulation, cast: Cast
) -> None:
    bot = simulation.bot.installation.bot_user
    before = len(cast.payments.messages)
    await cast.maria.say(f"<@{bot}> I drown in alerts", channel=cast.payments)
    assert cast.maria.ephemerals(cast.payments)[-1].plain() == SAYS["mention"].replace("`", "")
    assert len(cast.payments.messages) == before + 1
    assert not cast.sam.ephemerals()
    assert await nothing_stored(simulation)


# Two presses at once


async def test_a_form_somebody_may_be_writing_in_is_not_taken_from_them(
    simulation: Simulation, cast: Cast
) -> None:
    asked = "@tom thinks it slips"
    await cast.maria.command("/concern", asked, channel=cast.payments)
    which = cast.maria.modal
    assert which is not None
    assert which.title == "Who is this for?"
    first, second = which.labels()[:2]
    assert (first, second) == ("I lead Tom: add a note", "Raise it with Tom")
    await asyncio.gather(cast.maria.press(which, first), cast.maria.press(which, second))
    updates = simulation.slack.calls_of("views.update")
    assert sorted(one.outcome for one in updates) == ["hash_conflict", "ok"]
    shown = next(one.args["view"] for one in updates if one.outcome == "ok")
    assert cast.maria.modal is not None
    assert cast.maria.modal.title in str(shown)
