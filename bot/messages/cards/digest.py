"""Friday's note in words, and the leader's own four weeks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.digest import (
    Absence,
    Bands,
    Figures,
    IsoWeek,
    LeaderWeekly,
    Note,
    Part,
    Spoken,
    TeamStep,
    Word,
)
from bot.domain.person import Person
from bot.domain.taxonomy import Pressure
from bot.domain.team import Team
from bot.messages.blocks import Block, Element, actions, button, context, header, paragraphs
from bot.messages.cards.message import Letter
from bot.messages.controls import Button, note_value
from bot.messages.translate import Words, cut, escape, local_day, short_name, words

CHART_TITLE_LIMIT = 50
CHART_LABEL_LIMIT = 20
MOST_PARTS = 5
"""Who leads more teams finds the others' with ``/concern digest``."""
_WORDS_ORDER = (Button.FRIDAY, Button.POST_NOTE, Button.SKIP_NOTE)
_WORDS = {
    Word.POST: Button.POST_NOTE,
    Word.CHOSEN: Button.FRIDAY,
    Word.SKIP: Button.SKIP_NOTE,
}


def note(note: Note, team: Team, *, locale: str, steps: Sequence[TeamStep] = ()) -> Letter:
    """A team's note; ``steps`` are those it names by key."""
    w = words(locale)
    blocks: list[Block] = [
        note_title(w, note, team),
        *note_blocks(note, locale=locale, steps=steps),
        *(_chart(w, note.figures) if team.chart else []),
        actions(_row(w, note), name="note"),
    ]
    return Letter(w("digest-title", team=short_name(team.name)), blocks)


def note_title(w: Words, note: Note, team: Team) -> Block:
    """What a note is called, above it."""
    title = "digest-title-window" if isinstance(note.figures, Figures) else "digest-title"
    return header(w(title, team=short_name(team.name)))


def note_blocks(note: Note, *, locale: str, steps: Sequence[TeamStep] = ()) -> list[Block]:
    """What a note says, without its title and buttons: for a preview, too."""
    w = words(locale)
    shown = [one.text or w.label(one.kind) for one in steps]
    return [
        *_figures(w, note.figures),
        *_changed(w, [*shown, *note.lines]),
        *(context(line) for line in _small(w, note)),
    ]


def private_parts(parts: Sequence[Part], *, reader: Person, now: datetime) -> list[Block]:
    """A leader's own four weeks, exact, for that leader only, and what the team may read."""
    w = words(reader.locale)
    today = local_day(now, reader.zone)
    blocks: list[Block] = []
    for part in parts[:MOST_PARTS]:
        if part.weekly is not None:
            blocks += [*paragraphs(_own_weeks(w, part.weekly)), context(w("weekly-private"))]
        weekday = w.weekday(part.day)
        team = short_name(part.team.name)
        key = "draft-tomorrow" if part.day - today == timedelta(days=1) else "draft-day"
        blocks += paragraphs(w(key, team=team, weekday=weekday))
        if part.team.outsiders:
            blocks.append(context(w("draft-homes")))
        if part.word is not None:
            blocks.append(context(word_line(w, part.word, reader)))
        elif part.open:
            row = actions(answers(w, part.team, part.week), name=f"draft-{part.team.id}")
            blocks.append(row)
    return blocks


def parts_notice(parts: Sequence[Part], *, reader: Person, now: datetime) -> str:
    """The neutral first sentence of a message that holds nothing else."""
    w = words(reader.locale)
    day = min(part.day for part in parts)
    if day - local_day(now, reader.zone) == timedelta(days=1):
        return w("notice-weekly")
    return w("notice-weekly-day", weekday=w.weekday(day))


def answers(w: Words, team: Team, week: IsoWeek) -> list[Element]:
    """What a leader can answer before a note."""
    value = note_value(team.id, week)
    return [button(one, w(f"button-{one.value}"), value) for one in _WORDS_ORDER]


def word_line(w: Words, word: Spoken, reader: Person) -> str:
    """What a leader answered, and when."""
    label = w(f"button-{_WORDS[word.word].value}")
    return w("echo-done", what=label, date=w.local_day(word.at, reader.zone))


def _own_weeks(w: Words, weekly: LeaderWeekly) -> str:
    return w(
        "weekly",
        raised=str(weekly.raised),
        waiting=str(weekly.waiting),
        come_back=str(weekly.come_back),
        before_asked=str(weekly.before_asked),
        confirmed=str(weekly.confirmed),
    )


def _figures(w: Words, figures: Figures | Bands | None) -> list[Block]:
    if isinstance(figures, Figures):
        said = paragraphs(w("digest-separator").join(_numbers(w, figures)))
        if figures.behind:
            behind = w("list-separator").join(_behind(w, key) for key in figures.behind)
            said += paragraphs(w("digest-behind", list=behind))
        return said
    if isinstance(figures, Bands):
        return paragraphs(" ".join(_bands(w, figures)))
    return []


def _chart(w: Words, figures: Figures | Bands | None) -> list[Block]:
    """What is still open, by age, drawn below; older apps may not show it, the text says it all."""
    if not isinstance(figures, Figures) or not figures.still_open:
        return []
    bars = [
        {
            "label": cut(
                w(f"digest-chart-age-{one.youngest.value}-{one.oldest.value}"), CHART_LABEL_LIMIT
            ),
            "value": one.concerns,
        }
        for one in figures.still_open
    ]
    title = w("digest-chart")
    chart = {
        "type": "bar",
        "series": [{"name": cut(title, CHART_LABEL_LIMIT), "data": bars}],
        "axis_config": {"categories": [one["label"] for one in bars]},
    }
    return [{"type": "data_visualization", "title": cut(title, CHART_TITLE_LIMIT), "chart": chart}]


def _numbers(w: Words, figures: Figures) -> list[str]:
    """The sums that may be shown; what is suppressed is left out, not shown as a gap."""
    said = [w("digest-raised", n=str(figures.raised))]
    if figures.heard is not None:
        share = figures.heard
        said.append(w("digest-heard", part=str(share.part), whole=str(share.whole)))
    if figures.come_back is not None:
        share = figures.come_back
        said.append(w("digest-come_back", part=str(share.part), whole=str(share.whole)))
    elif figures.come_back_band is not None:
        said.append(w(f"digest-come_back-{figures.come_back_band.value}"))
    if figures.first_follow_up is not None:
        days = figures.first_follow_up.workdays
        waiting = days is None
        said.append(w("digest-median-waiting") if waiting else w("digest-median", n=str(days)))
    if figures.still_open:
        ages = [
            w(f"digest-age-{cell.youngest.value}-{cell.oldest.value}", n=str(cell.concerns))
            for cell in figures.still_open
        ]
        said.append(w("digest-open", ages=w("list-separator").join(ages)))
    if figures.confirmed is not None:
        share = figures.confirmed
        said.append(w("digest-confirmed", part=str(share.part), whole=str(share.whole)))
    if figures.closed_without_change is not None:
        said.append(w("digest-closed", n=str(figures.closed_without_change)))
    return said


def _behind(w: Words, key: str) -> str:
    """A pressure by its name in messages, else a topic."""
    return w(f"topic-pressure-{key}" if key in set(Pressure) else f"topic-{key}")


def _bands(w: Words, bands: Bands) -> list[str]:
    said = [w(f"digest-band-raised-{bands.raised.value}")]
    if bands.come_back is not None:
        said.append(w(f"digest-band-come_back-{bands.come_back.value}"))
    if bands.waited is not None:
        said.append(w(f"digest-band-waited-{bands.waited.value}"))
    return said


def _changed(w: Words, lines: Sequence[str]) -> list[Block]:
    if not lines:
        return []
    bullets = [w("digest-bullet", line=escape(" ".join(line.split()))) for line in lines]
    return paragraphs("\n".join([w("digest-changed"), *bullets]))


def _small(w: Words, note: Note) -> list[str]:
    """How to read it."""
    if isinstance(note.figures, Figures):
        said = [w("digest-numbers")]
    elif isinstance(note.figures, Bands):
        said = [w("digest-words")]
    else:
        said = [w("digest-uncounted")]
    if note.first and note.absence in (Absence.TOO_FEW, Absence.FIRST_WEEKS):
        said.append(w(f"digest-first-{note.absence.value}"))
    if note.unchanged_since is not None:
        said.append(w("digest-unchanged", date=w.day(note.unchanged_since)))
    return said


def _row(w: Words, note: Note) -> list[dict[str, object]]:
    """Where nothing is counted there is no counting to explain."""
    counted = () if note.figures is None else (Button.COUNTED,)
    return [button(of, w(f"button-{of.value}")) for of in (Button.SAY, *counted)]
