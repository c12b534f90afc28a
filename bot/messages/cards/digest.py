"""The digest in words, and the leader's own four weeks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import IsoWeek
from bot.domain.digest import (
    WINDOW_WEEKS,
    AbsenceReason,
    Bands,
    Digest,
    Figures,
    LeaderWeekly,
    Spoken,
    TeamPreview,
    TeamStep,
    Window,
    Word,
)
from bot.domain.person import Person
from bot.domain.settings import ChannelFigures
from bot.domain.taxonomy import Pressure
from bot.domain.team import Team
from bot.messages.blocks import (
    Block,
    Element,
    actions,
    button,
    context,
    header,
    paragraphs,
    read_aloud,
)
from bot.messages.cards.message import Message, post
from bot.messages.controls import Button, DigestValue
from bot.messages.translate import Translator, cut, escape, local_day, short_name, translator

CHART_TITLE_LIMIT = 50
CHART_LABEL_LIMIT = 20
FEWEST_BARS = 2
"""A single bar compares nothing."""
MOST_PARTS = 5
"""Who leads more teams finds the others' with ``/concern digest``."""
_WORDS_ORDER = (Button.CHOOSE_DIGEST, Button.POST_DIGEST, Button.SKIP_DIGEST)
_WORDS = {
    Word.POST: Button.POST_DIGEST,
    Word.CHOSEN: Button.CHOOSE_DIGEST,
    Word.SKIP: Button.SKIP_DIGEST,
}


def digest_message(
    digest: Digest, team: Team, *, locale: str, today: date, steps: Sequence[TeamStep] = ()
) -> Message:
    """A team's digest, as it is read ``today``; ``steps`` are those it names by key."""
    translate = translator(locale)
    blocks: list[Block] = [
        digest_title(translate, digest, team, today),
        *digest_blocks(digest, locale=locale, today=today, steps=steps),
        *(_chart(translate, digest.figures) if team.chart else []),
        actions(_row(translate, digest), name="note"),
    ]
    return post(blocks)


def digest_title(translate: Translator, digest: Digest, team: Team, today: date) -> Block:
    """What a digest is called, above it: with the weeks it counts."""
    team_name = short_name(team.name)
    if digest.window is None or digest.figures is None:
        return header(translate("digest-title", team=team_name))
    span = translate.span(digest.window.first, digest.window.last, today)
    weeks = digest.window.weeks
    return header(translate("digest-title-window", team=team_name, span=span, weeks=weeks))


def digest_blocks(
    digest: Digest,
    *,
    locale: str,
    today: date,
    steps: Sequence[TeamStep] = (),
    counted_later: bool = False,
) -> list[Block]:
    """What a digest says, without its title and buttons: for a preview, too.

    ``counted_later``: whether there are numbers is not known yet.
    """
    translate = translator(locale)
    shown = [step.text or translate.label(step.kind) for step in steps]
    return [
        *_figures(translate, digest.figures, digest.window),
        *_lines(translate, "digest-steps", shown),
        *_lines(translate, "digest-changed", digest.lines),
        *(context(line) for line in _small(translate, digest, today) if not counted_later),
    ]


def private_parts(parts: Sequence[TeamPreview], *, reader: Person, now: datetime) -> list[Block]:
    """What a leader decides before a digest, and their own four weeks, for that leader only."""
    translate, today = translator(reader.locale), local_day(now, reader.zone)
    blocks: list[Block] = []
    for part in parts[:MOST_PARTS]:
        if part.word is not None:
            line = word_line(translate, part.word, part.team, part.day, reader, today)
            blocks += paragraphs(line)
        else:
            blocks += paragraphs(" ".join(_planned(translate, part, reader, now)))
        if part.team.outsiders:
            blocks.append(context(translate("draft-homes")))
        if part.word is None and part.open:
            row = actions(answers(translate, part.team, part.week), name=f"draft-{part.team.id}")
            blocks.append(row)
        if part.weekly is not None and part.window is not None:
            blocks.append(context(_own_weeks(translate, part.weekly, part.window, today)))
    return blocks


def _planned(translate: Translator, part: TeamPreview, reader: Person, now: datetime) -> list[str]:
    """When it goes out, and what happens if nothing is pressed."""
    team = part.team
    at = datetime.combine(part.day, team.digest_at, ZoneInfo(team.zone))
    tomorrow = _is_tomorrow(part, reader, now)
    lines = [
        translate(
            "draft-tomorrow" if tomorrow else "draft-day",
            team=short_name(team.name),
            time=translate.clock(at, reader.zone),
            date=translate.day(part.day, local_day(now, reader.zone)),
        )
    ]
    if not part.open:
        return lines
    return [*lines, translate(_if_nothing_is_pressed(part)), translate("draft-choose")]


def _if_nothing_is_pressed(part: TeamPreview) -> str:
    """The key of what follows from silence: only numbers go out without a word."""
    team = part.team
    weeks = part.window.weeks if part.window is not None else 0
    starts_later = team.figures is ChannelFigures.AFTER_FOUR_WEEKS and weeks < WINDOW_WEEKS
    never = team.figures is ChannelFigures.NEVER
    return "draft-waits" if never or starts_later else "draft-goes"


def _is_tomorrow(part: TeamPreview, reader: Person, now: datetime) -> bool:
    return part.day - local_day(now, reader.zone) == timedelta(days=1)


def parts_notice(parts: Sequence[TeamPreview], *, reader: Person, now: datetime) -> str:
    """The neutral sentence of a message that holds nothing else."""
    translate = translator(reader.locale)
    first = min(parts, key=lambda part: part.day)
    if _is_tomorrow(first, reader, now):
        return translate("notice-weekly")
    today = local_day(now, reader.zone)
    return translate("notice-weekly-day", date=translate.day(first.day, today))


def answers(translate: Translator, team: Team, week: IsoWeek) -> list[Element]:
    """What a leader can answer before a digest."""
    value = DigestValue(team=team.id, week=str(week))
    name = short_name(team.name)
    return [
        read_aloud(translate, button(word, translate(f"button-{word.value}"), value), f"#{name}")
        for word in _WORDS_ORDER
    ]


def word_line(
    translate: Translator, word: Spoken, team: Team, day: date, reader: Person, today: date
) -> str:
    """What a leader answered about the digest of ``day``, and when."""
    return translate(
        f"draft-{_WORDS[word.word].value}",
        team=short_name(team.name),
        day=translate.day(day, today),
        date=translate.local_day(word.at, reader.zone, today),
    )


def _own_weeks(translate: Translator, weekly: LeaderWeekly, window: Window, today: date) -> str:
    return translate(
        "weekly",
        span=translate.span(window.first, window.last, today),
        raised=str(weekly.raised),
        waiting=str(weekly.waiting),
        followed=str(weekly.come_back),
        confirmed=str(weekly.confirmed),
    )


def _figures(
    translate: Translator, figures: Figures | Bands | None, window: Window | None
) -> list[Block]:
    if isinstance(figures, Figures):
        blocks = paragraphs("\n".join(_numbers(translate, figures)))
        if figures.behind:
            behind = translate("list-separator").join(
                _behind(translate, key) for key in figures.behind
            )
            blocks += paragraphs(translate("digest-behind", list=behind))
        return blocks
    if isinstance(figures, Bands):
        return paragraphs(" ".join(_bands(translate, figures, window)))
    return []


def _chart(translate: Translator, figures: Figures | Bands | None) -> list[Block]:
    """What is still open, by age, drawn below; older apps may not show it, the text says it all."""
    if not isinstance(figures, Figures) or len(figures.still_open) < FEWEST_BARS:
        return []
    bars = [
        {
            "label": cut(
                translate(f"digest-chart-age-{cell.youngest.value}-{cell.oldest.value}"),
                CHART_LABEL_LIMIT,
            ),
            "value": cell.concerns,
        }
        for cell in figures.still_open
    ]
    title = translate("digest-chart")
    chart = {
        "type": "bar",
        "series": [{"name": cut(title, CHART_LABEL_LIMIT), "data": bars}],
        "axis_config": {"categories": [bar["label"] for bar in bars]},
    }
    return [{"type": "data_visualization", "title": cut(title, CHART_TITLE_LIMIT), "chart": chart}]


def _numbers(translate: Translator, figures: Figures) -> list[str]:
    """The sums that may be shown; what is suppressed is left out, not shown as a gap."""
    lines = [translate("digest-raised", n=str(figures.raised))]
    if figures.heard is not None:
        share = figures.heard
        lines.append(translate("digest-heard", part=str(share.part), whole=str(share.whole)))
    if figures.come_back is not None:
        share = figures.come_back
        lines.append(translate("digest-come_back", part=str(share.part), whole=str(share.whole)))
    elif figures.come_back_band is not None:
        lines.append(translate(f"digest-come_back-{figures.come_back_band.value}"))
    if figures.first_follow_up is not None:
        days = figures.first_follow_up.workdays
        lines.append(
            translate("digest-median-waiting")
            if days is None
            else translate("digest-median", n=days)
        )
    if figures.still_open:
        ages = [
            translate(f"digest-age-{cell.youngest.value}-{cell.oldest.value}", n=str(cell.concerns))
            for cell in figures.still_open
        ]
        lines.append(translate("digest-open", ages=translate("list-separator").join(ages)))
    if figures.confirmed is not None:
        share = figures.confirmed
        lines.append(translate("digest-confirmed", part=str(share.part), whole=str(share.whole)))
    if figures.closed_without_change is not None:
        lines.append(translate("digest-closed", n=str(figures.closed_without_change)))
    return lines


def _behind(translate: Translator, key: str) -> str:
    """A pressure by its name in messages, else a topic."""
    return translate(f"topic-pressure-{key}" if key in set(Pressure) else f"topic-{key}")


def _bands(translate: Translator, bands: Bands, window: Window | None) -> list[str]:
    weeks = window.weeks if window is not None else WINDOW_WEEKS
    lines = [translate(f"digest-band-raised-{bands.raised.value}", weeks=weeks)]
    if bands.come_back is not None:
        lines.append(translate(f"digest-band-come_back-{bands.come_back.value}"))
    if bands.waited is not None:
        lines.append(translate(f"digest-band-waited-{bands.waited.value}"))
    return lines


def _lines(translate: Translator, heading: str, lines: Sequence[str]) -> list[Block]:
    """What leads chose or wrote, under the key of its ``heading``."""
    if not lines:
        return []
    bullets = [translate("digest-bullet", line=escape(" ".join(line.split()))) for line in lines]
    return paragraphs("\n".join([translate(heading), *bullets]))


def _small(translate: Translator, digest: Digest, today: date) -> list[str]:
    """How to read it."""
    if isinstance(digest.figures, Figures):
        lines = [translate("digest-numbers")]
    elif isinstance(digest.figures, Bands):
        lines = [translate("digest-words")]
    elif digest.first and digest.absence in (AbsenceReason.TOO_FEW, AbsenceReason.FIRST_WEEKS):
        lines = [translate(f"digest-first-{digest.absence.value}")]
    else:
        lines = [translate("digest-uncounted")]
    if digest.unchanged_since is not None:
        lines.append(
            translate("digest-unchanged", date=translate.day(digest.unchanged_since, today))
        )
    return lines


def _row(translate: Translator, digest: Digest) -> list[dict[str, object]]:
    """Where nothing is counted there is no counting to explain."""
    counted = () if digest.figures is None else (Button.COUNTED,)
    return [button(of, translate(f"button-{of.value}")) for of in (Button.SAY, *counted)]
