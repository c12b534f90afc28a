"""One concern as its raiser reads it, the lists of both sides, and the card before a talk."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.concern.states import Act, Kind, Role, State
from bot.domain.delivery import WordsKind
from bot.domain.person import Person
from bot.domain.record import OPERATOR, HomeData, Record, Said
from bot.messages.blocks import (
    VIEW_LABEL_LIMIT,
    Block,
    Element,
    actions,
    button,
    context,
    header,
    read_aloud,
    section,
)
from bot.messages.cards.card_context import ending, withdrawal
from bot.messages.controls import Button, PersonValue
from bot.messages.forms.form_elements import (
    View,
    called,
    careful,
    for_record,
    leader_name,
    link_line,
    may,
    modal,
    pager,
    press,
    quote,
    within,
)
from bot.messages.forms.lines import (
    away_line,
    in_turn,
    leader_lines,
    next_for_raiser,
    placed,
    raiser_lines,
    read_out,
)
from bot.messages.forms.view_state import PagedList, ViewState
from bot.messages.row_names import names_by_topic
from bot.messages.translate import Translator, name, translator

PER_PAGE = 20
MOST_TEXTS = 20
MOST_OPENINGS = 10
MOST_MEETING = 30
_TALK = (WordsKind.ADDED, WordsKind.SAY_BACK, WordsKind.NOT_QUITE)


def own_view(reader: Person, *, record: Record) -> View:
    """What you said, or a leader's shared note about you."""
    translate = translator(reader.locale)
    concern = record.concern
    leader = leader_name(translate, record)
    topic = translate.topic(concern)
    blocks: list[Block] = [section(f"_{topic}_")] if topic is not None else []
    blocks += _words(translate, reader, record)
    blocks += _talk(translate, reader, record)
    blocks += _steps(translate, reader, record)
    closing = record.texts(WordsKind.CLOSING)
    if closing:
        when = translate.local_day(closing[-1].said_at, reader.zone, record.today(reader))
        blocks.append(context(translate("form-own-closing", leader=leader, date=when)))
        blocks.append(quote(closing[-1].text))
    if concern.replies.said_yes_at is not None:
        blocks.append(context(translate("form-own-thats-it", leader=leader)))
    blocks += _understood(translate, record, leader)
    state = translate("form-own-state", state=translate.state_for_raiser(record))
    coming = next_for_raiser(translate, reader, record)
    stands = [line for line in (state, coming, away_line(translate, reader, record)) if line]
    blocks.append(section("\n".join(stands)))
    if concern.state is State.HANDED_OVER:
        blocks.append(context(translate("form-own-went_on", leader=leader)))
    blocks += _openings(translate, reader, record)
    blocks += _asked_to_hand(translate, record, leader)
    acts = _acts(translate, record, leader)
    if acts:
        blocks.append(actions(acts, name="acts"))
    return modal(
        _title(translate, record, leader),
        blocks,
        close=translate("view-close"),
        view_state=for_record(record),
    )


def _title(translate: Translator, record: Record, leader: str) -> str:
    if not record.concern.about:
        return translate("form-own-title")
    title = translate("form-own-title-note", leader=leader)
    return title if len(title) <= VIEW_LABEL_LIMIT else translate("form-own-title-note-short")


def _words(translate: Translator, reader: Person, record: Record) -> list[Block]:
    concern = record.concern
    texts = record.texts(WordsKind.SAID)
    blocks: list[Block] = []
    if texts:
        when = translate.local_day(texts[-1].said_at, reader.zone, record.today(reader))
        label = (
            translate("form-own-note-written", leader=leader_name(translate, record), date=when)
            if concern.about
            else translate("form-own-written", date=when)
        )
        blocks += [context(label), quote(texts[-1].text)]
    elif concern.link:
        blocks.append(context(translate("form-no-words")))
    elif concern.worded:
        blocks.append(context(translate("form-no-words-left")))
    if concern.link:
        blocks.append(link_line(translate, concern.link))
    if concern.kind is Kind.SHARED:
        small = "form-own-note-gone" if concern.ending else "form-own-note-small"
        blocks.append(context(translate(small, leader=leader_name(translate, record))))
    return blocks


def _talk(translate: Translator, reader: Person, record: Record) -> list[Block]:
    """What went back and forth since, in order."""
    texts = sorted((saying for saying in record.said if saying.kind in _TALK), key=_said_at)
    labels = {
        WordsKind.ADDED: "form-added",
        WordsKind.SAY_BACK: "form-own-said-back",
        WordsKind.NOT_QUITE: "form-own-not-quite",
    }
    blocks: list[Block] = []
    for text in texts[-MOST_TEXTS:]:
        when = translate.local_day(text.said_at, reader.zone, record.today(reader))
        author = called(record, text.author)
        blocks.append(context(translate(labels[text.kind], leader=author, date=when)))
        blocks.append(quote(text.text))
    return blocks


def _said_at(saying: Said) -> datetime:
    return saying.said_at


def _steps(translate: Translator, reader: Person, record: Record) -> list[Block]:
    """Each step the leader showed, and what exactly."""
    details = {text.id: text.text for text in record.texts(WordsKind.STEP)}
    leader = leader_name(translate, record)
    blocks: list[Block] = []
    for step in [planned for planned in record.steps if planned.shown][-MOST_TEXTS:]:
        kind, by = translate.label(step.kind), translate.day(step.due_on, record.today(reader))
        blocks.append(section(translate("form-own-step", leader=leader, step=kind, date=by)))
        if details.get(step.id):
            blocks.append(quote(details[step.id]))
    return blocks


def _understood(translate: Translator, record: Record, leader: str) -> list[Block]:
    """The question whether the leader understood, with *Yes, that's it* and *Not quite*."""
    answers = _answers(translate, record)
    if not answers or record.concern.owner is None:
        return []
    key = "ask_missing"
    if answers[0]["action_id"] == Button.YES_THATS_IT.value:
        key = "ask_note" if record.concern.about else "ask_understood"
    question = context(translate(f"form-own-{key}", leader=leader))
    return [question, actions(answers, name="answers")]


def _answers(translate: Translator, record: Record) -> list[Element]:
    """What may be answered to what the leader understood."""
    concern = record.concern
    back = record.texts(WordsKind.SAY_BACK)
    wrong = record.texts(WordsKind.NOT_QUITE)
    settled = concern.replies.said_yes_at is not None
    # A correction waits for the leader; until they say it back there is nothing to agree to.
    current = not wrong or bool(back and _said_at(back[-1]) > _said_at(wrong[-1]))
    buttons: list[Element] = []
    understood = bool(back) or concern.kind is Kind.SHARED
    if understood and current and not settled and may(concern, Act.SAY_YES, Role.RAISER):
        buttons.append(press(translate, Button.YES_THATS_IT, concern))
    if (understood or record.steps) and may(concern, Act.NOT_QUITE, Role.RAISER):
        buttons.append(press(translate, Button.NOT_QUITE, concern))
    return buttons


def _openings(translate: Translator, reader: Person, record: Record) -> list[Block]:
    """Who opened the words, but for the raiser and the leader they chose."""
    others = [
        opening
        for opening in record.openings
        if opening.person not in record.concern.sides and not opening.owners
    ]
    return [
        context(
            translate(
                "form-own-exported" if other.person == OPERATOR else "form-own-opened",
                person=called(record, other.person),
                date=translate.moment(other.opened_at, reader.zone),
            )
        )
        for other in others[-MOST_OPENINGS:]
    ]


def _asked_to_hand(translate: Translator, record: Record, leader: str) -> list[Block]:
    """To whom its leader would hand it: nobody says yes to a stranger."""
    new = record.concern.proposed_to
    if new is None or not record.concern.open:
        return []
    return [section(translate("told-hand-plain", leader=leader, new=called(record, new)))]


def _acts(translate: Translator, record: Record, leader: str) -> list[Element]:
    """What the raiser can do with it as it stands."""
    concern = record.concern

    def can(act: Act) -> bool:
        return may(concern, act, Role.RAISER) and act not in record.late

    buttons: list[Element] = []
    if can(Act.YES):
        buttons.append(press(translate, Button.OFFER_YES, concern, leader=leader))
        buttons.append(press(translate, Button.OFFER_NO, concern))
        return buttons
    if concern.proposed_to is not None and can(Act.HAND_YES):
        buttons.append(press(translate, Button.HAND_YES, concern))
        buttons.append(press(translate, Button.HAND_NO, concern, leader=leader))
    if concern.quiet and can(Act.AGAIN) and not concern.replies.reminded_again:
        buttons.append(press(translate, Button.AGAIN, concern))
    if concern.quiet and can(Act.GIVE_TIME) and not concern.replies.given_time:
        buttons.append(press(translate, Button.GIVE_TIME, concern))
    if can(Act.CHANGE):
        buttons.append(press(translate, Button.CHANGE, concern))
    if record.can_send_on:
        buttons.append(press(translate, Button.SEND_ON, concern))
    if can(Act.REOPEN):
        buttons.append(press(translate, Button.REOPEN, concern))
    if can(Act.LEAVE):
        ends = ending(translate, record, leader)
        buttons.append(careful(translate, Button.LEAVE, concern, ends))
    if can(Act.COME_BACK) and not can(Act.REOPEN):
        # Until then the talk about the answer is the way to open it again.
        buttons.append(press(translate, Button.CAME_BACK, concern))
    # What went on with somebody else is taken back there.
    if can(Act.WITHDRAW) and concern.state is not State.HANDED_OVER:
        buttons.append(
            careful(translate, Button.WITHDRAW, concern, withdrawal(translate, record, leader))
        )
    if can(Act.REMOVE):
        question = translate("form-own-remove-confirm", leader=leader)
        buttons.append(careful(translate, Button.REMOVE, concern, question))
    return buttons


# Lists.


def mine_list(data: HomeData, *, page: int = 0) -> View:
    """What you said, twenty a page."""
    translate = translator(data.person.locale)
    pages = max(1, -(-len(data.mine) // PER_PAGE))
    page = within(page, pages)
    records = in_turn(data.mine)[page * PER_PAGE : (page + 1) * PER_PAGE]
    blocks = raiser_lines(translate, data.person, records)
    if not blocks:
        blocks = [section(translate("home-raiser-empty"))]
    blocks += pager(translate, page, pages)
    blocks.append(actions([button(Button.SAY, translate("button-say"))], name="new"))
    return modal(
        translate("form-mine-title"),
        blocks,
        close=translate("view-close"),
        view_state=ViewState(listing=PagedList.MINE),
    )


def leader_list(data: HomeData, *, now: datetime, page: int = 0) -> View:
    """What waits for a leader, then what was closed lately, twenty a page."""
    translate = translator(data.person.locale)
    everything = placed((*data.waiting, *data.finished), now, data.person.zone)
    pages = max(1, -(-len(everything) // PER_PAGE))
    page = within(page, pages)
    records = everything[page * PER_PAGE : (page + 1) * PER_PAGE]
    blocks = leader_lines(translate, data.person, records)
    if not blocks:
        blocks = [section(translate("home-leader-empty"))]
    blocks += pager(translate, page, pages)
    if not data.notes_off:
        blocks.append(actions([button(Button.NOTE, translate("button-note"))], name="new"))
    return modal(
        translate("form-list-title"),
        blocks,
        close=translate("view-close"),
        view_state=ViewState(listing=PagedList.WAITING),
    )


def meet_view(reader: Person, *, person: Person, records: Sequence[Record]) -> View:
    """Before you meet ``person``: each open thing between you."""
    translate = translator(reader.locale)
    blocks: list[Block] = [header(name(person))]
    open_ones = [record for record in records if record.concern.open]
    records = open_ones[:MOST_MEETING]
    titles = names_by_topic(translate, reader, records, _since)
    plain = names_by_topic(translate, reader, records, read_out, plain=True)
    for record, what, read_as in zip(records, titles, plain, strict=True):
        blocks += _meeting(translate, reader, record, what, read_as)
    if open_ones:
        blocks.append(section(translate("form-meet-open-with")))
    else:
        blocks.append(section(translate("form-meet-nothing", person=name(person))))
    blocks.append(
        actions(
            [button(Button.NOTE, translate("button-note"), PersonValue(person=person.id))],
            name="new",
        )
    )
    view_state = ViewState(person=person.id)
    return modal(
        translate("form-meet-title"), blocks, close=translate("view-close"), view_state=view_state
    )


def _since(translate: Translator, title: str | None, date: str) -> str:
    if title is None:
        return translate("form-meet-since-plain", date=date)
    return translate("form-meet-since", topic=title, date=date)


def _meeting(
    translate: Translator, reader: Person, record: Record, text: str, read_as: str
) -> list[Block]:
    concern = record.concern
    step = record.step
    if step is not None:
        sentence = translate(
            "form-meet-said",
            step=translate.label(step.kind),
            date=translate.day(step.due_on, record.today(reader)),
        )
        text += "\n" + sentence
    buttons = [press(translate, Button.READ, concern)]
    if concern.state is not State.RAISED:
        buttons.append(press(translate, Button.TALKED, concern))
    return [section(text), actions(read_aloud(translate, drawn, read_as) for drawn in buttons)]
