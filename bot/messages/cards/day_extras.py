"""What a leader's message says beside its items: the weekly list, and lines that ride along."""

from datetime import datetime

from bot.domain.person import Person
from bot.domain.record import Joined, Riding
from bot.messages import controls
from bot.messages.blocks import Block, Element, actions, button, section
from bot.messages.controls import Button
from bot.messages.translate import Words, channel_link, escape, name, words


def riding_blocks(riding: Riding, *, reader: Person) -> list[Block]:
    """Everything that rides along, in the order of its weight."""
    w = words(reader.locale)
    blocks = _list(w, riding, reader) if riding.still_open is not None else []
    if riding.backoff is not None:
        text = section(w("tail-backoff", day=w.weekday(riding.backoff)), name="backoff")
        row = [_plain(w, of) for of in (Button.KEEP_WEEKLY, Button.OTHER_TIME, Button.PAUSE)]
        blocks += [text, *_answerable(w, riding, "backoff", row, reader)]
    if riding.fade:
        row = [_plain(w, of) for of in (Button.ONLY_SLIPS, Button.KEEP_ASKING)]
        blocks += [section(w("tail-fade"), name="fade")]
        blocks += _answerable(w, riding, "fade", row, reader)
    for one in riding.joined:
        blocks += _joined(w, one)
    for team in riding.quiet_teams:
        blocks.append(section(w("tail-quiet_team", team=f"#{escape(team.name)}")))
    return blocks


def _list(w: Words, riding: Riding, reader: Person) -> list[Block]:
    if not riding.still_open or riding.oldest is None:
        return [section(w("list-nothing"), name="list")]
    date = w.local_day(riding.oldest, reader.zone)
    row = [_plain(w, of) for of in (Button.LIST, Button.SORT)]
    return [
        section(w("list-open", n=str(riding.still_open), date=date), name="list"),
        actions(row, name="list-do"),
    ]


def _answerable(
    w: Words, riding: Riding, line: str, row: list[Element], reader: Person
) -> list[Block]:
    """The buttons below a line, or what was answered to it."""
    pressed = riding.answered.get(line)
    if pressed is None:
        return [actions(row, name=f"{line}-do")]
    chosen, _, at = pressed.partition("|")
    day = w.local_day(datetime.fromisoformat(at), reader.zone)
    done = w("echo-done", what=w(f"button-{Button(chosen).value}"), date=day)
    return [section(done, name=f"{line}-done")]


def _joined(w: Words, one: Joined) -> list[Block]:
    key = f"joined-{one.team.id}-{one.person.id}"
    text = w("tail-joined", person=name(one.person), channel=channel_link(one.team.channel))
    if not one.asked:
        placed = Button.ADD if one.on_team else Button.NOT_ON_TEAM
        return [section(f"{text} {w(f'button-{placed.value}')}.", name=key)]
    value = controls.newcomer(one.team.id, one.person.id)
    row = [button(of, w(f"button-{of.value}"), value) for of in (Button.ADD, Button.NOT_ON_TEAM)]
    return [section(text, name=key), actions(row, name=f"{key}-do")]


def _plain(w: Words, of: Button) -> Element:
    return button(of, w(f"button-{of.value}"))
