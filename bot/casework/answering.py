"""What a raiser does with their concern, and the person a shared note is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.casework.departures import leads_no_more
from bot.casework.leading import Reading, check_form, open_words
from bot.casework.raising import ConcernContent
from bot.casework.routing import check_led
from bot.casework.unit import Unit
from bot.domain.concern import CORRECTION_LIMIT, Concern
from bot.domain.concern.handover import handover_origin
from bot.domain.concern.states import CLOSED, Act, LeaderNews, Role, State
from bot.domain.concern.transitions import check_act, repeats
from bot.domain.delivery import DeliveryKind, WordsKind
from bot.domain.ids import PersonId
from bot.domain.record import Record
from bot.domain.refusals import Empty, LineNeeded, NotYours, Stale, TooLate
from bot.domain.taxonomy import Change
from bot.payloads import CheckInQuestion, Notice

WORDS_OF_ITS_RAISER = (WordsKind.SAID, WordsKind.ADDED)


def answer(
    unit: Unit,
    raiser: PersonId,
    concern_id: str,
    what: Act,
    *,
    step: int | None = None,
) -> Record:
    """Answer with one press: better, a little, the same, worse, leave it, come back, ….

    ``step`` is the step the card was drawn for; a stale card changes nothing.
    """
    concern, role = unit.authorize(concern_id, raiser)
    if what is Act.WITHDRAW and role is Role.RAISER:
        concern = _where_it_went(unit, concern)
    if repeats(concern, what, step):
        return unit.record(concern)
    if what in (Act.REOPEN, Act.COME_BACK):
        _check_time(unit, concern, what)
    if what is Act.COME_BACK and _wordless(unit, concern):
        check_act(concern, what, role, step=step)
        raise LineNeeded
    if what in (Act.REOPEN, Act.COME_BACK):
        concern = _beside_another(unit, concern)
    after = unit.apply(concern, what, role, by=raiser, step=step)
    if what in (Act.REOPEN, Act.COME_BACK):
        after = _with_nobody_gone(unit, _restart(unit, after))
    return unit.record(after)


def delete_now(unit: Unit, raiser: PersonId, concern_id: str) -> Record:
    """Erase something by the wish of whom it affects: taken back, or a shared note removed."""
    concern, _ = unit.authorize(concern_id, raiser)
    what = Act.REMOVE if concern.about else Act.WITHDRAW
    return answer(unit, raiser, concern_id, what)


def _where_it_went(unit: Unit, concern: Concern) -> Concern:
    """What went on with somebody else is taken back there, also by a button of before."""
    while concern.state is State.HANDED_OVER:
        after = unit.tx.concerns.by_origin(concern.workspace, handover_origin(concern))
        if after is None:
            break
        concern = after
    return concern


def _with_nobody_gone(unit: Unit, concern: Concern) -> Concern:
    """What opens again waits for its raiser where its leader leads no more (T25, R12)."""
    if concern.about:
        owner = unit.tx.people.get(concern.workspace, concern.owner) if concern.owner else None
        if owner is None or not owner.member:
            raise Stale
        return concern
    if not leads_no_more(unit, concern):
        return concern
    return unit.apply(concern, Act.LEADER_GONE, Role.CLOCK, by=None)


def _beside_another(unit: Unit, concern: Concern) -> Concern:
    """What opens again while the same message has something newer open leaves it the message."""
    mark = concern.mark
    if mark is None or mark.key is None or unit.tx.concerns.about(unit.workspace, mark.key) is None:
        return concern
    return replace(concern, mark=replace(mark, key=None))


def come_back(
    unit: Unit,
    raiser: PersonId,
    concern_id: str,
    words: str,
    *,
    step: int | None = None,
) -> Record:
    """It came back, and the words of then are erased already: a new line stands for them."""
    words = unit.check_words(words, "words")
    if not words:
        raise Empty(field="words")
    concern, role = unit.authorize(concern_id, raiser)
    if repeats(concern, Act.COME_BACK, step):
        return unit.record(concern)
    _check_time(unit, concern, Act.COME_BACK)
    concern = _beside_another(unit, concern)
    after = unit.apply(concern, Act.COME_BACK, role, by=raiser, step=step)
    after = _with_nobody_gone(unit, _restart(unit, after))
    unit.tx.concerns.say(after, WordsKind.SAID, raiser, words, unit.now)
    return unit.record(after)


def _wordless(unit: Unit, concern: Concern) -> bool:
    return concern.worded and not unit.tx.concerns.has_said(concern, WordsKind.SAID)


def correct(
    unit: Unit,
    raiser: PersonId,
    concern_id: str,
    text: str,
    *,
    step: int | None = None,
) -> Record:
    """Say what the leader missed."""
    text = unit.within(text, CORRECTION_LIMIT, "answer")
    if not text:
        raise Empty(field="answer")
    concern, role = unit.authorize(concern_id, raiser)
    after = unit.apply(concern, Act.NOT_QUITE, role, by=raiser, step=step)
    if after.version != concern.version:
        unit.tx.concerns.say(after, WordsKind.NOT_QUITE, raiser, text, unit.now)
    return unit.record(after)


def open_change(unit: Unit, raiser: PersonId, concern: str) -> Reading:
    """Open the words for changing them; refused where they cannot be changed any more."""
    check_form(unit, raiser, concern, Act.CHANGE)
    return open_words(unit, raiser, concern)


def change(
    unit: Unit,
    raiser: PersonId,
    concern_id: str,
    content: ConcernContent,
    view: str,
) -> Record:
    """Change or add words; before reading nobody is told, after it the leader is.

    ``view`` is the submitted form: the same one delivered again changes nothing.
    """
    words = unit.check_words(content.words, "words")
    concern, role = unit.authorize(concern_id, raiser)
    if not unit.tx.workspaces.first_time(unit.workspace, f"form:{view}", unit.now):
        return unit.record(concern, words=True)
    if not words and concern.link is None:
        raise Empty(field="words")
    check_act(concern, Act.CHANGE, role)
    if content.signal is not concern.signal:
        check_led(unit, content.signal, raiser, concern.owner)
    sooner_or_later = content.how_soon is not concern.how_soon
    concern = replace(
        concern,
        signal=content.signal or concern.signal,
        pressures=content.pressures,
        help=content.help,
        how_soon=content.how_soon,
        worded=bool(words),
    )
    after = unit.apply(concern.beyond_emoji(), Act.CHANGE, role, by=raiser)
    now = unit.now
    if sooner_or_later:
        after = _restart(unit, after)
    if after.state is State.RAISED:
        unit.tx.concerns.erase_words(after, WordsKind.SAID)
        if words:
            unit.tx.concerns.say(after, WordsKind.SAID, raiser, words, now)
    elif words:
        before = unit.record(after, words=True).words
        if words != before:
            kind = WordsKind.ADDED if before else WordsKind.SAID
            unit.tx.concerns.say(after, kind, raiser, words, now)
            unit.tx.deliveries.add_tail(after, LeaderNews.ADDED, now)
    return unit.record(after, words=True)


def _restart(unit: Unit, concern: Concern) -> Concern:
    """It was not delivered: its clock begins as if it had been sent as it is now."""
    if concern.state is not State.RAISED or concern.milestones.delivered_at is not None:
        return concern
    reached = concern.milestones.seen_from if concern.has_reached(unit.now) else None
    restarted = unit.arriving(concern)
    if reached is not None:
        # It may have been seen in a list: that is not taken back.
        milestones = replace(restarted.milestones, seen_from=reached)
        restarted = replace(restarted, milestones=milestones)
    unit.tx.concerns.save(restarted)
    return restarted


def add(unit: Unit, raiser: PersonId, concern: Concern, content: ConcernContent) -> Concern:
    """Add what was typed at another door to what is open about the same thing (T38).

    Nothing that was typed there or before gets lost; before reading nobody is told, after it the
    leader is.
    """
    words = unit.check_words(content.words, "words")
    if not words and content.mark is None:
        raise Empty(field="words")
    return _take_in(unit, raiser, concern, content, [(words, unit.now)] if words else [])


def _take_in(
    unit: Unit,
    raiser: PersonId,
    concern: Concern,
    content: ConcernContent,
    texts: Sequence[tuple[str, datetime]],
) -> Concern:
    """Let something open take in ``content``, and as its words ``texts``, said when."""
    if content.signal is not concern.signal:
        check_led(unit, content.signal, raiser, concern.owner)
    before = replace(
        concern.beyond_emoji(),
        signal=content.signal or concern.signal,
        pressures=content.pressures or concern.pressures,
        help=content.help or concern.help,
        how_soon=content.how_soon,
        worded=concern.worded or bool(texts),
    )
    after = unit.apply(before, Act.CHANGE, Role.RAISER, by=raiser)
    if after.how_soon is not concern.how_soon:
        after = _restart(unit, after)
    for text, said_at in texts:
        say_more(unit, after, raiser, text, said_at)
    if texts and after.milestones.heard_at is not None:
        unit.tx.deliveries.add_tail(after, LeaderNews.ADDED, unit.now)
    return after


def say_more(unit: Unit, concern: Concern, raiser: PersonId, words: str, said_at: datetime) -> None:
    """Keep words beside those there are, unless they stand there already."""
    sayings = unit.tx.concerns.said([concern]).get(concern.id, ())
    own = [text for text in sayings if text.kind in WORDS_OF_ITS_RAISER]
    if words not in [text.text for text in own]:
        kind = WordsKind.ADDED if own else WordsKind.SAID
        unit.tx.concerns.say(concern, kind, raiser, words, said_at)


def add_to(unit: Unit, raiser: PersonId, new: str, old: str) -> Record:
    """Make a second concern on the same topic an addition to the first (T38)."""
    first, role = unit.authorize(old, raiser)
    if unit.tx.concerns.get(unit.workspace, new) is None:
        return unit.record(first)
    later, later_role = unit.authorize(new, raiser)
    check_act(first, Act.CHANGE, role)
    check_act(later, Act.CHANGE, later_role)
    seen = later.milestones.delivered_at is not None
    if seen or first.owner != later.owner or first.id == later.id:
        raise Stale
    sayings = unit.tx.concerns.said([later]).get(later.id, ())
    own = [saying for saying in sayings if saying.kind in WORDS_OF_ITS_RAISER]
    texts = [(saying.text, saying.said_at) for saying in own]
    content = ConcernContent(
        words="",
        help=later.help,
        how_soon=first.how_soon.or_sooner(later.how_soon),
        pressures=later.pressures,
    )
    unit.mark_stale(later)
    # Of what is open one alone is about a message.
    unit.tx.concerns.forget(later)
    first = replace(first, mark=first.mark or later.mark)
    after = _take_in(unit, raiser, first, content, texts)
    return unit.record(after, words=True)


def say_what_changed(
    unit: Unit,
    raiser: PersonId,
    concern_id: str,
    ticks: Sequence[Change],
) -> Record:
    """Keep what helped; the answer itself is kept already."""
    concern, role = unit.authorize(concern_id, raiser)
    if role is not Role.RAISER or concern.state not in CLOSED | {State.IN_PROGRESS}:
        raise Stale
    unit.tx.concerns.tick(concern, ticks)
    unit.mark_stale(concern)
    return unit.record(concern)


def _check_time(unit: Unit, concern: Concern, what: Act) -> None:
    """Refuse what comes too long after the closing."""
    if what in unit.late_for(concern):
        raise TooLate


@dataclass(frozen=True)
class Question:
    """A check-in that its raiser is answering."""

    record: Record
    asked: CheckInQuestion


def open_question(
    unit: Unit, raiser: PersonId, concern_id: str, what: Act, channel: str, ts: str, *, step: int
) -> Question:
    """Check that ``what`` may be answered to the question in a message; nothing is stored."""
    concern, role = unit.authorize(concern_id, raiser)
    check_act(concern, what, role, step=step)
    delivery = unit.tx.deliveries.by_message(unit.workspace, channel, ts)
    if delivery is None or delivery.kind is not DeliveryKind.CHECK_IN:
        raise Stale
    return Question(unit.record(concern), CheckInQuestion.of(delivery))


def let_wait(unit: Unit, raiser: PersonId, channel: str, ts: str) -> None:
    """The raiser lets it wait until the leader is back."""
    delivery = unit.tx.deliveries.by_message(unit.workspace, channel, ts)
    if delivery is None or delivery.recipient != raiser or delivery.kind is not DeliveryKind.NOTICE:
        raise NotYours
    notice = Notice.of(delivery)
    if notice.waits_since is not None:
        return
    concern, _ = unit.authorize(delivery.subject, raiser)
    leader = unit.tx.people.get(unit.workspace, concern.owner) if concern.owner else None
    if not concern.open or leader is None or leader.back_on(unit.now) is None:
        raise Stale
    notice = notice.model_copy(update={"waits_since": unit.now})
    unit.tx.deliveries.replace_payload(delivery, notice.to_json())
