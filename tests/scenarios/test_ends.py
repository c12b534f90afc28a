"""How a concern ends, falls quiet or comes back; notes; more words; and whole lives."""

from datetime import timedelta

from bot.demo.simulation import Simulation
from bot.domain.concern.states import Kind, State
from bot.domain.taxonomy import Help, HowSoon, Pressure, Signal
from bot.messages.controls import AdditionValue, Button, TopicValue
from tests.conftest import Cast
from tests.scenarios.lives import (
    WORDS,
    acts,
    asked,
    close_all,
    data_of,
    hear,
    heard,
    homes,
    jump,
    kept_words,
    last,
    questioned,
    raised,
    said_to,
    sealed_rows,
    talked,
    the,
    what_i_said,
)
from tests.scenarios.moments import local
from tests.scenarios.rows import concerns
from tests.scenarios.test_forged import forged_press

BACK = "What I'm hearing is that on-call eats your evenings. What did I miss?"

# An honest no


async def close(cast: Cast, words: str) -> dict[str, str]:
    await cast.priya.fill(
        {"Why is it a no?": "Not possible now", "In your own words, to Maria": words},
    )
    return (await cast.priya.submit()).errors


async def closed(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await cast.priya.press(await asked(simulation, cast), "Give an honest no")
    assert await close(cast, "I asked for a hire; not before June.") == {}
    await close_all(cast.priya)
    await simulation.move(timedelta(hours=2))


async def test_R7_closing_needs_a_sentence_of_ones_own(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    card = await asked(simulation, cast)
    await cast.priya.press(card, "Give an honest no")
    errors = await close(cast, "x" * 19)
    assert "In your own words" in next(iter(errors))
    assert "The reason alone can feel cold." in next(iter(errors.values()))
    assert the(simulation).state is State.HEARD
    assert await close(cast, " " * 9 + "x" * 20) == {}
    assert the(simulation).state is State.NO_CHANGE
    assert "done on Thu 12 March: you said no, with the reason." in card.live.plain()


async def test_an_honest_no_is_told_and_can_be_talked_about(
    simulation: Simulation, cast: Cast
) -> None:
    await closed(simulation, cast)
    told = last(cast.maria)
    assert "@Priya closed this without a change" in told.plain()
    assert "June" not in told.plain()
    await cast.maria.press(told, "Read it")
    assert cast.maria.modal is not None
    assert "I asked for a hire; not before June." in cast.maria.modal.plain()
    assert "Closed without a change: Not possible now" in cast.maria.modal.plain()
    await close_all(cast.maria)
    await cast.maria.press(told, "I'd like to talk")
    assert the(simulation).state is State.HEARD
    await simulation.move(local("2026-03-13 12:00"))
    assert "would like to talk about your answer" in last(cast.priya).plain()
    assert "I'd like to talk" not in told.live.labels()


async def test_the_talk_about_an_honest_no_can_be_asked_for_ten_working_days(
    simulation: Simulation, cast: Cast
) -> None:
    await closed(simulation, cast)
    told = last(cast.maria)
    await jump(simulation, "2026-03-27 12:00")
    await cast.maria.press(told, "I'd like to talk")
    assert the(simulation).state is State.NO_CHANGE
    assert (
        "Nothing was changed: it's too late to reopen this" in cast.maria.ephemerals()[-1].plain()
    )


async def test_the_tenth_working_day_is_still_in_time(simulation: Simulation, cast: Cast) -> None:
    await closed(simulation, cast)
    await jump(simulation, "2026-03-26 12:00")
    await cast.maria.press(last(cast.maria), "I'd like to talk")
    assert the(simulation).state is State.HEARD


# Ends


async def test_R11_what_is_withdrawn_is_gone_at_once(simulation: Simulation, cast: Cast) -> None:
    card = await heard(simulation, cast, **{"What you understood": BACK})
    assert sealed_rows(simulation) == 2
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Take it back")
    assert sealed_rows(simulation) == 0
    assert kept_words(simulation) == []
    assert card.live.plain().endswith("taken back.")
    assert "too much" not in str(said_to(cast.priya)) + str(said_to(cast.maria))
    assert "on-call" not in str(said_to(cast.priya)[-1])
    await close_all(cast.maria)
    assert "too much" not in await homes(cast.priya)
    for person in (cast.priya, cast.maria):
        shown = await data_of(person)
        assert WORDS not in shown
        assert BACK not in shown
        assert person is cast.maria or "too much" not in shown
    await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    await simulation.move(timedelta(days=1))
    assert "Maria took back what they raised on Mon 9 March. No need to ask why." in (
        last(cast.priya).plain()
    )


async def test_what_was_never_read_is_taken_back_without_a_word(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Take it back")
    assert answer.message.live.plain() == "Taken back. Your words are deleted."
    before = len(cast.priya.direct_messages())
    await simulation.move(timedelta(days=8))
    assert len(cast.priya.direct_messages()) == before


async def test_leaving_it_there_tells_the_leader_so(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "No follow-up needed")
    assert the(simulation).state is State.ENDED_BY_RAISER
    await close_all(cast.maria)
    await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    await simulation.move(timedelta(days=1))
    assert "Maria says no follow-up is needed." in last(cast.priya).plain()


async def unconfirmed(simulation: Simulation, cast: Cast) -> None:
    await questioned(simulation, cast)
    await simulation.move(local("2026-03-24 12:00"))
    await jump(simulation, "2026-04-09 14:00")
    await simulation.rounds()
    assert the(simulation).state is State.UNCONFIRMED


async def test_a_better_nobody_confirms_ends_unconfirmed_and_may_stay_so(
    simulation: Simulation, cast: Cast
) -> None:
    await unconfirmed(simulation, cast)
    told = last(cast.maria)
    assert "closed it, and the digest doesn't count it as better" in told.plain()
    shown = await homes(cast.priya)
    await cast.maria.press(told, "Leave it closed")
    assert 'You answered "Leave it closed" on Thu 9 April.' in told.live.plain()
    assert the(simulation).state is State.UNCONFIRMED
    assert await homes(cast.priya) == shown
    # Reopened at another door later, this card still says what was answered on it (R44).
    await simulation.move(local("2026-04-13 12:00"))
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Reopen it")
    if cast.maria.modal is not None and cast.maria.modal.submit_label is not None:
        await cast.maria.submit()
    await close_all(cast.maria)
    await simulation.rounds()
    assert the(simulation).state is State.HEARD
    assert 'You answered "Leave it closed" on Thu 9 April.' in told.live.plain()


async def test_who_keeps_an_answer_to_themselves_is_told_before_when_it_will_be_closed(
    simulation: Simulation, cast: Cast
) -> None:
    question = await questioned(simulation, cast)
    await cast.maria.press(question, "It's worse")
    said = question.live.plain()
    assert (
        "If you keep it to yourself and nothing else happens, I close this on Thu 9 April" in said
    )
    await cast.maria.press(question.live, "Keep it to myself")
    await simulation.move(local("2026-03-24 12:00"))
    await jump(simulation, "2026-04-08 18:00")
    assert the(simulation).state is State.BETTER
    await simulation.move(local("2026-04-09 14:00"))
    assert the(simulation).state is State.UNCONFIRMED
    told = last(cast.maria)
    assert "to @Priya it is as if you hadn't answered" in told.plain()
    await cast.maria.press(told, "Reopen it")
    assert the(simulation).state is State.HEARD


async def test_what_ended_comes_back_with_one_tap_for_sixty_days(
    simulation: Simulation, cast: Cast
) -> None:
    await unconfirmed(simulation, cast)
    told = last(cast.maria)
    await cast.maria.press(told, "Reopen it")
    assert (the(simulation).state, the(simulation).milestones.closed_at) == (State.HEARD, None)
    await simulation.move(local("2026-04-10 12:00"))
    assert "reopened what they raised" in last(cast.priya).plain()
    assert "Reopen it" not in told.live.labels()


async def test_after_sixty_days_it_is_too_late_to_come_back(
    simulation: Simulation, cast: Cast
) -> None:
    await unconfirmed(simulation, cast)
    told = last(cast.maria)
    await jump(simulation, "2026-06-09 12:00")
    await cast.maria.press(told, "Reopen it")
    assert the(simulation).state is State.UNCONFIRMED


# Quiet


async def test_three_reminders_and_then_the_raiser_is_asked(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await simulation.move(local("2026-03-23 18:00"))
    assert the(simulation).quiet
    reminders = [one for one in said_to(cast.priya) if one.startswith("How is that situation")]
    assert len(reminders) == 3
    waiting = [one for one in said_to(cast.maria) if "hasn't come back to you yet" in one]
    assert len(waiting) == 1


async def quiet(simulation: Simulation, cast: Cast) -> None:
    """Nobody answered at all: on the promised day Maria is asked where it should go."""
    await raised(simulation, cast)
    await simulation.move(local("2026-03-16 15:00"))
    assert "Priya hasn't replied yet" in last(cast.maria).plain()
    assert the(simulation).quiet
    assert the(simulation).state is State.RAISED


async def test_remind_once_more_reminds_once(simulation: Simulation, cast: Cast) -> None:
    await quiet(simulation, cast)
    waiting = last(cast.maria)
    await cast.maria.press(waiting, "Remind once more")
    await simulation.move(local("2026-03-17 12:00"))
    again = last(cast.priya)
    assert "Maria asked me to remind you once more" in again.plain()
    await simulation.move(local("2026-03-24 12:00"))
    assert last(cast.priya) is again
    second = last(cast.maria)
    assert second is not waiting
    assert "Remind once more" not in second.labels()
    assert "Give it time" in second.labels()


async def test_giving_it_time_asks_the_raiser_once_more(simulation: Simulation, cast: Cast) -> None:
    await quiet(simulation, cast)
    waiting, before = last(cast.maria), len(said_to(cast.priya))
    await cast.maria.press(waiting, "Give it time")
    assert "Give it time" not in waiting.live.labels()
    await simulation.move(local("2026-03-31 12:00"))
    assert len(said_to(cast.priya)) == before
    assert last(cast.maria) is not waiting
    assert "Give it time" not in last(cast.maria).labels()


async def test_the_leaders_act_ends_the_quiet(simulation: Simulation, cast: Cast) -> None:
    await quiet(simulation, cast)
    waiting = last(cast.maria)
    await hear(simulation, cast)
    assert not the(simulation).quiet
    assert "Remind once more" not in waiting.live.labels()


# Notes


async def noted(simulation: Simulation, cast: Cast) -> None:
    answer = await cast.priya.command(
        "/concern", "@maria is overloaded, thursday", channel=cast.payments
    )
    assert answer.message is not None
    await cast.priya.press(answer.message, "Share with Maria")
    await simulation.move(timedelta(hours=3))


async def test_a_shared_note_is_read_corrected_and_removed(
    simulation: Simulation, cast: Cast
) -> None:
    await noted(simulation, cast)
    told = last(cast.maria)
    assert "@Priya shared a note with you" in told.plain()
    assert the(simulation).kind is Kind.SHARED
    await cast.maria.press(told, "Read it")
    assert cast.maria.modal is not None
    assert "is overloaded" in cast.maria.modal.plain()
    await cast.maria.press("modal", "Not quite")
    await cast.maria.fill({"What's missing, or different?": "Only on Mondays"})
    await cast.maria.submit()
    await close_all(cast.maria)
    await simulation.move(local("2026-03-10 12:00"))
    card = last(cast.priya)
    assert "Maria read what you wrote and corrected something" in card.plain()
    await cast.priya.press(card, "Read it")
    assert cast.priya.modal is not None
    assert "Only on Mondays" in cast.priya.modal.plain()
    await close_all(cast.priya)
    await cast.maria.press(told, "Read it")
    await cast.maria.press("modal", "Please remove it")
    assert sealed_rows(simulation) == 0
    assert card.live.plain().endswith("taken back.")
    await cast.sam.command("/concern", "I am stuck", channel=cast.payments)
    await simulation.move(timedelta(days=1))
    assert "Maria had your note of Mon 9 March removed." in last(cast.priya).plain()


async def test_a_shared_note_taken_back_is_gone_for_both(
    simulation: Simulation, cast: Cast
) -> None:
    await noted(simulation, cast)
    told = last(cast.maria)
    await cast.priya.open_home()
    await cast.priya.press("home", "Read it")
    await cast.priya.press("modal", "Take it back")
    assert the(simulation).state is State.WITHDRAWN
    assert sealed_rows(simulation) == 0
    assert told.live.plain() == "The note is deleted."


async def test_better_ends_a_private_note_and_asks_nobody(
    simulation: Simulation, cast: Cast
) -> None:
    await cast.priya.command("/concern", "@maria is overloaded, thursday", channel=cast.payments)
    await talked(simulation, cast, "Better")
    assert the(simulation).state is State.UNCONFIRMED
    before = said_to(cast.maria)
    await simulation.move(timedelta(days=6))
    assert said_to(cast.maria) == before


# More words


async def test_words_added_after_reading_are_news_for_the_leader(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    await what_i_said(cast.maria)
    await cast.maria.press("modal", "Change it")
    await cast.maria.fill({"Your words": "Also the release"})
    await cast.maria.submit()
    assert kept_words(simulation) == [WORDS, "Also the release"]
    card = await asked(simulation, cast)
    assert "@Maria added something" in card.plain()


async def test_words_changed_before_reading_leave_no_trace_of_the_old(
    simulation: Simulation, cast: Cast
) -> None:
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Change it")
    await cast.maria.fill({"Your words": "I am swamped"})
    await cast.maria.submit()
    assert kept_words(simulation) == ["I am swamped"]
    await simulation.move(timedelta(hours=4))
    assert "added" not in last(cast.priya).plain()


async def test_a_second_concern_on_the_topic_can_be_added_to_the_first(
    simulation: Simulation, cast: Cast
) -> None:
    await heard(simulation, cast)
    answer = await cast.maria.command(
        "/concern", "Overloaded again, two pages a night", channel=cast.payments
    )
    assert answer.message is not None
    kept = answer.message.picture()
    assert "You raised something on the same topic on Mon 9 March" in kept.plain()
    await cast.maria.press(kept, "Add it to that one")
    assert "Added to what you raised on Mon 9 March" in kept.live.plain()
    assert kept_words(simulation) == [WORDS, "Overloaded again, two pages a night"]
    await cast.maria.press(kept, "Add it to that one")
    assert len(kept_words(simulation)) == 2
    card = await asked(simulation, cast)
    assert "@Maria added something" in card.plain()


async def test_what_is_added_to_the_first_takes_along_all_that_was_chosen(
    simulation: Simulation, cast: Cast
) -> None:
    """How soon, help, what is behind it, the message, and every line of it."""
    await heard(simulation, cast)
    first = the(simulation)
    message = await cast.maria.say("it goes on", channel=cast.payments)
    for words in ("Two pages a night", "and nobody answers them"):
        await cast.maria.message_shortcut("come_back_to_this", message)
        await cast.maria.fill(
            {
                "What is it?": "I have too much on my plate",
                "Your words": words,
                "What would help?": "Just listening",
                "How soon would you like to hear back?": "Today or tomorrow",
                "What's behind it?": ["Too many meetings"],
            }
        )
        assert (await cast.maria.submit()).ok
        await close_all(cast.maria)
        simulation.clock.move_to(simulation.clock() + timedelta(minutes=1))
    later = next(one for one in await concerns(simulation) if one.id != first.id)
    value = AdditionValue(concern=later.id, step=later.step_no, earlier=first.id).encode()
    await forged_press(simulation, cast.maria, message, Button.ADD_TO, value)
    kept = the(simulation)
    assert (kept.id, kept.how_soon, kept.help) == (first.id, HowSoon.TODAY, Help.LISTEN)
    assert kept.pressures == (Pressure.MEETINGS,)
    assert kept.mark == later.mark
    assert kept_words(simulation) == [WORDS, "Two pages a night", "and nobody answers them"]
    # What is said about that message from now on goes there, too.
    await cast.maria.react("ear", message)
    assert the(simulation).id == first.id


async def test_words_added_to_a_mark_without_any_are_its_words(
    simulation: Simulation, cast: Cast
) -> None:
    message = await cast.maria.say("it goes on", channel=cast.payments)
    await cast.maria.react("ear", message)
    first = the(simulation)
    topic = TopicValue(concern=first.id, step=first.step_no, signal=Signal.OVERLOADED).encode()
    await forged_press(simulation, cast.maria, message, Button.TOPIC, topic)
    answer = await cast.maria.command("/concern", WORDS, channel=cast.payments)
    assert answer.message is not None
    await cast.maria.press(answer.message, "Add it to that one")
    assert (the(simulation).id, the(simulation).worded) == (first.id, True)
    await simulation.move(local("2026-03-09 15:00"))
    await cast.priya.press(last(cast.priya), "Read it")
    assert cast.priya.modal is not None
    assert WORDS in cast.priya.modal.plain()
    assert "no words" not in cast.priya.modal.plain()


async def test_what_has_no_topic_is_on_the_topic_of_nothing(
    simulation: Simulation, cast: Cast
) -> None:
    for words in ("The lift is broken once more", "The plants in the hall are dying"):
        answer = await cast.maria.command("/concern", words, channel=cast.payments)
        assert answer.message is not None
    assert "same topic" not in answer.message.plain()
    assert {one.signal for one in await concerns(simulation)} == {Signal.OTHER}


# Whole lives


async def test_the_good_life(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast, **{"What you understood": BACK})
    await cast.maria.press(last(cast.maria), "Read it")
    await cast.maria.press("modal", "Yes, that's it")
    await close_all(cast.maria)
    await talked(simulation, cast, "Better")
    await simulation.move(local("2026-03-16 12:00"))
    await cast.maria.press(last(cast.maria), "It's better")
    await close_all(cast.maria)
    assert "Better, confirmed by you" in await homes(cast.maria)
    assert acts(simulation) == ["raise", "hear", "say_yes", "talked_better", "better"]
    before = [len(said_to(cast.priya)), said_to(cast.maria)]
    await simulation.move(timedelta(days=10))
    news = [one for one in said_to(cast.priya) if one.startswith("@Maria says it's better")]
    assert [len(said_to(cast.priya)) - len(news), said_to(cast.maria)] == before


async def test_worse_twice(simulation: Simulation, cast: Cast) -> None:
    await heard(simulation, cast)
    await talked(simulation, cast, "Worse")
    await simulation.move(local("2026-03-16 12:00"))
    question = last(cast.maria)
    await cast.maria.press(question, "It's worse")
    await cast.maria.press(question.live, "Yes, tell Priya")
    await simulation.move(local("2026-03-17 12:00"))
    assert "replied: it's worse" in last(cast.priya).plain()
    await simulation.move(local("2026-03-19 12:00"))
    card = last(cast.priya)
    assert card.plain().startswith("How is that situation now?")
    await talked(simulation, cast, "Worse", card)
    await simulation.move(local("2026-03-23 15:00"))
    second = last(cast.maria)
    assert second is not question
    assert "Has anything changed?" in second.plain()
    assert 'You answered "It\'s worse" on Mon 16 March.' in question.live.plain()
    await cast.maria.press(second, "It's worse")
    await cast.maria.press(second.live, "Yes, tell Priya")
    assert the(simulation).state is State.WORSE
    assert acts(simulation).count("worse") == 2


async def test_silence_to_the_end_closes_nothing(simulation: Simulation, cast: Cast) -> None:
    await quiet(simulation, cast)
    mine, hers = len(said_to(cast.priya)), len(said_to(cast.maria))
    await jump(simulation, "2026-06-01 12:00")
    await simulation.move(timedelta(days=2))
    assert the(simulation).state is State.RAISED
    assert the(simulation).quiet
    assert (len(said_to(cast.priya)), len(said_to(cast.maria))) == (mine, hers)
    assert "Open, without reminders" in await homes(cast.priya)
    assert the(simulation).open
