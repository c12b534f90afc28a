"""What the modals are made of: the frame, inputs, quotes, the safety line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from enum import Enum
from typing import Any
from urllib.parse import quote as percent

from bot.domain.concern import Concern
from bot.domain.concern.states import Act, Role
from bot.domain.concern.transitions import check_act
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.record import Record
from bot.domain.refusals import Refusal
from bot.messages.blocks import (
    HEADER_LIMIT,
    HINT_LIMIT,
    PLACEHOLDER_LIMIT,
    VIEW_LABEL_LIMIT,
    Block,
    Element,
    actions,
    button,
    confirm,
    context,
    link_button,
    menu,
    option,
    plain,
    section,
)
from bot.messages.controls import Button, ConcernValue, Form, PageValue
from bot.messages.forms.view_state import ViewState
from bot.messages.row_names import names_by_day
from bot.messages.translate import (
    MENTION,
    Translator,
    contact_words,
    conversation,
    cut,
    escape,
    mention,
    names,
)

View = dict[str, Any]
NOTHING = ViewState()
TEXT_LIMIT = 3000
QUOTE_LIMIT = 2900


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    form: Form | None = None,
    submit: str | None = None,
    view_state: ViewState = NOTHING,
) -> View:
    """A modal; only one with ``submit`` can be sent."""
    view: View = {
        "type": "modal",
        "title": plain(title, VIEW_LABEL_LIMIT),
        "close": plain(close, VIEW_LABEL_LIMIT),
        "blocks": list(blocks),
        "private_metadata": view_state.to_json(),
    }
    if form is not None:
        view["callback_id"] = form.value
    if submit is not None:
        view["submit"] = plain(submit, VIEW_LABEL_LIMIT)
    return view


def for_record(record: Record, view_state: ViewState = NOTHING) -> ViewState:
    """``view_state`` with the concern and the step its view is drawn for."""
    update = {"concern": record.concern.id, "step": record.concern.step_no}
    return view_state.model_copy(update=update)


# People and places.


def called(record: Record, person: PersonId) -> str:
    """What a view about ``record`` calls ``person``."""
    return names(record.people.values()).get(person, mention(person))


def raiser_name(record: Record) -> str:
    """What a view calls who it affects."""
    return called(record, record.concern.raiser)


def raiser_mention(record: Record) -> str:
    """Who it affects, as Slack draws their account: beside words, a name can be anybody's."""
    return mention(record.concern.raiser)


def leader_name(translate: Translator, record: Record) -> str:
    """What a view calls the leader it is with."""
    leader = record.leader
    return called(record, leader.id) if leader is not None else translate("hidden-former_leader")


def safety(translate: Translator, contact: str | None) -> Block:
    """The safety line: last in every form and in Home, in one sentence everywhere."""
    text = (
        translate("safety-line", contact=contact_words(contact))
        if contact
        else translate("safety-line-no_contact")
    )
    help_now = button(Button.HELP_NOW, translate("button-help_now"))
    return section(text, name="safety", accessory=help_now)


MORE = "more"
"""The block that makes room for the settings that few people change."""


def more_settings(translate: Translator) -> Block:
    """The way to the settings that few people change."""
    label = translate(f"button-{Button.MORE_SETTINGS.value}")
    return actions([button(Button.MORE_SETTINGS, label)], name=MORE)


def with_more(view: Mapping[str, Any], more: Sequence[Block]) -> View:
    """An open form as Slack shows it, with ``more`` settings in the place of the way to them.

    What was filled in stays: Slack keeps it for every field that has its name again.
    """
    blocks: list[Block] = []
    for block in view["blocks"]:
        blocks += more if block.get("block_id") == MORE else [block]
    view_state = ViewState.from_json(str(view.get("private_metadata") or ""))
    shown = {name: view[name] for name in ("type", "title", "submit", "close", "callback_id")}
    state = view_state.model_copy(update={"more": True})
    return {**shown, "blocks": blocks, "private_metadata": state.to_json()}


def link_line(translate: Translator, link: str) -> Block:
    """The message it was marked on."""
    return context(translate("form-link", link=escape(percent(link, safe="/:?=&%#.-_~"))))


# Controls.


def may(concern: Concern, act: Act, role: Role) -> bool:
    """Whether the table lets ``role`` do ``act`` now."""
    try:
        check_act(concern, act, role)
    except Refusal:
        return False
    return True


def press(translate: Translator, of: Button, concern: Concern, **values: str) -> Element:
    """A button that acts on ``concern``."""
    return button(of, translate(f"button-{of.value}", **values), ConcernValue.of(concern))


def careful(
    translate: Translator, of: Button, concern: Concern, question: str, **values: str
) -> Element:
    """A button that asks once before it acts."""
    label = translate(f"button-{of.value}", **values)
    confirmation = confirm(
        translate(f"confirm-{of.value}-title"),
        question,
        translate(f"confirm-{of.value}-yes"),
        translate("confirm-no"),
    )
    return button(of, label, ConcernValue.of(concern), confirm=confirmation)


def ask_button(translate: Translator, person: Person, concern: Concern, called_: str) -> Element:
    """The way to the reader's own conversation with ``person``."""
    label = translate("button-ask", person=called_)
    return link_button(Button.ASK, label, conversation(person), ConcernValue.of(concern))


def pager(translate: Translator, page: int, pages: int) -> list[Block]:
    """The way to the neighbouring pages; two rows, as a row names each control once."""
    rows: list[Block] = []
    if page > 0:
        back = button(Button.PAGE, translate("form-page-back"), PageValue(number=page - 1))
        rows.append(actions([back], name="page-back"))
    if page + 1 < pages:
        on = button(Button.PAGE, translate("form-page-on"), PageValue(number=page + 1))
        rows.append(actions([on], name="page-on"))
    return rows


def within(page: int, pages: int) -> int:
    """A page there is: lists get shorter while somebody reads."""
    return max(0, min(page, pages - 1))


# Inputs.


def ask(
    field: str,
    label: str,
    element: Element,
    *,
    hint: str | None = None,
    optional: bool = False,
) -> Block:
    """One input of a form."""
    block: Block = {
        "type": "input",
        "block_id": str(field),
        "label": plain(label, HEADER_LIMIT),
        "element": element,
        "optional": optional,
    }
    if hint is not None:
        block["hint"] = plain(hint, HINT_LIMIT)
    return block


def lines(
    field: str,
    limit: int,
    *,
    initial: str = "",
    placeholder: str | None = None,
    several: bool = True,
) -> Element:
    """A text field. Words over the limit still open in it: they are refused, never lost."""
    initial = initial[:TEXT_LIMIT]
    element: Element = {
        "type": "plain_text_input",
        "action_id": str(field),
        "multiline": several,
        "max_length": max(limit, len(initial)),
    }
    if initial:
        element["initial_value"] = initial
    if placeholder is not None:
        element["placeholder"] = plain(placeholder, PLACEHOLDER_LIMIT)
    return element


def number(field: str, within: range, initial: int) -> Element:
    """A whole number that Slack keeps within its bounds."""
    return {
        "type": "number_input",
        "action_id": str(field),
        "is_decimal_allowed": False,
        "min_value": str(within[0]),
        "max_value": str(within[-1]),
        "initial_value": str(initial),
    }


def choice(
    translate: Translator, field: str, entries: Iterable[Enum], *, chosen: Enum | None = None
) -> Element:
    """A menu of a taxonomy's entries."""
    options = [option(translate.label(entry), str(entry.value)) for entry in entries]
    start = str(chosen.value) if chosen is not None else None
    return menu(str(field), options, chosen=start, hint=translate("form-name-choose"))


def choices(
    translate: Translator,
    field: str,
    entries: Iterable[Enum],
    *,
    chosen: Iterable[Enum] = (),
    most: int,
) -> Element:
    """A menu from which up to ``most`` entries can be taken."""
    options = {entry: option(translate.label(entry), str(entry.value)) for entry in entries}
    element: Element = {
        "type": "multi_static_select",
        "action_id": str(field),
        "options": list(options.values()),
        "max_selected_items": most,
        "placeholder": plain(translate("form-name-choose"), PLACEHOLDER_LIMIT),
    }
    taken = [options[entry] for entry in chosen if entry in options][:most]
    if taken:
        element["initial_options"] = taken
    return element


def radio(field: str, options: Sequence[Element], *, chosen: str | None = None) -> Element:
    """A short list of which one entry is taken."""
    element: Element = {
        "type": "radio_buttons",
        "action_id": str(field),
        "options": list(options),
    }
    first = next((one for one in options if one["value"] == chosen), None)
    if first is not None:
        element["initial_option"] = first
    return element


def ticks(field: str, options: Sequence[Element], *, ticked: Iterable[str] = ()) -> Element:
    """A short list to tick."""
    wanted = set(ticked)
    element: Element = {"type": "checkboxes", "action_id": str(field), "options": list(options)}
    first = [one for one in options if one["value"] in wanted]
    if first:
        element["initial_options"] = first
    return element


def calendar(field: str, day: date | None = None) -> Element:
    """A day to pick."""
    element: Element = {"type": "datepicker", "action_id": str(field)}
    if day is not None:
        element["initial_date"] = day.isoformat()
    return element


def clock(field: str, at: time) -> Element:
    """A time to pick."""
    return {
        "type": "timepicker",
        "action_id": str(field),
        "initial_time": at.strftime("%H:%M"),
    }


def somebody(field: str, person: str | None = None) -> Element:
    """One person of the workspace."""
    element: Element = {"type": "users_select", "action_id": str(field)}
    if person is not None:
        element["initial_user"] = person
    return element


def looked_up(translate: Translator, field: str, chosen: Element) -> Element:
    """A menu that the app fills while somebody types in it; ``chosen`` is its entry by now."""
    return {
        "type": "external_select",
        "action_id": str(field),
        "initial_option": chosen,
        "min_query_length": 0,
        "placeholder": plain(translate("form-name-look_up"), PLACEHOLDER_LIMIT),
    }


def channel_menu(field: str) -> Element:
    """One channel of the workspace, of those that the reader may see."""
    return {
        "type": "conversations_select",
        "action_id": str(field),
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }


def several_people(field: str, people: Sequence[str], most: int) -> Element:
    """Several people of the workspace."""
    element: Element = {
        "type": "multi_users_select",
        "action_id": str(field),
        "max_selected_items": most,
    }
    if people:
        element["initial_users"] = list(people)[:most]
    return element


def people_menu(
    translate: Translator,
    field: str,
    groups: Mapping[str, Sequence[Person]],
    *,
    chosen: str | None,
) -> Element:
    """A menu of people in labelled groups; empty groups are left out."""
    everybody = names(person for people in groups.values() for person in people)
    options = {
        label: [option(everybody[person.id], person.id) for person in people]
        for label, people in groups.items()
        if people
    }
    element: Element = {
        "type": "static_select",
        "action_id": str(field),
        "placeholder": plain(translate("form-name-choose"), PLACEHOLDER_LIMIT),
        "option_groups": [
            {"label": plain(label, HEADER_LIMIT // 2), "options": entries}
            for label, entries in options.items()
        ],
    }
    flat = [entry for entries in options.values() for entry in entries]
    first = next((one for one in flat if one["value"] == chosen), None)
    if first is not None:
        element["initial_option"] = first
    return element


# What people wrote.


def quote(text: str) -> Block:
    """Somebody's words, drawn as they are: no markup in them works, mentions show a name."""
    parts: list[Element] = []
    at = 0
    text = cut(text, QUOTE_LIMIT)
    for match in MENTION.finditer(text):
        if match.start() > at:
            parts.append({"type": "text", "text": text[at : match.start()]})
        parts.append({"type": "user", "user_id": match[1]})
        at = match.end()
    if at < len(text) or not parts:
        parts.append({"type": "text", "text": text[at:] or " "})
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": parts}]}


def person_line(translate: Translator, reader: Person, record: Record) -> str:
    """Who and what, as every card of a leader begins."""
    person, title = raiser_mention(record), translate.title(record)
    return names_by_day(translate, reader, record, person=person, title=title)[0]
