"""Friday's note: what a leader chooses, and what the channel reads."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.digest import AbsenceReason as NoFigures
from bot.domain.digest import (
    Age,
    Amount,
    Bands,
    Cell,
    Digest,
    Figures,
    LastDigest,
    Median,
    Portion,
    Preview,
    Share,
    Spoken,
    TeamStep,
    Waited,
    Window,
    Word,
)
from bot.domain.taxonomy import StepKind
from bot.messages import cards
from bot.messages.forms import (
    digest,
    teams,
)
from docs.samples import (
    DAYS,
    NOW,
    PRIYA,
    TODAY,
    Samples,
)
from docs.scenes.scene import WEEK, Shown


def scenes(samples: Samples) -> Iterator[tuple[str, Shown]]:
    """Friday's note."""
    for name, found in digests(samples):
        yield (
            name,
            cards.digest_message(
                found,
                replace(samples.team, chart=True),
                locale=samples.locale,
                today=TODAY,
                steps=[team_step(samples)],
            ),
        )
    for name, preview in _preview(samples):
        view = digest.digest_form(samples.priya, preview=preview, contact=samples.contact)
        yield f"What may they read? {name}", view
        yield f"Saved, {name}", digest.saved_view(samples.priya, preview=preview)
        yield f"Preview, {name}", digest.digest_view(samples.priya, previews=[preview])
    yield "Preview, no note", digest.digest_view(samples.priya, previews=[])
    yield "How this is counted", teams.counted_view(samples.maria, 5)
    for fewest in (6, 12):
        name = f"How this is counted, in a team of {fewest} or more"
        yield name, teams.counted_view(samples.maria, fewest)


def team_step(samples: Samples) -> TeamStep:
    """A step of Priya's that the team may read."""
    text = samples.text("No reviews at dawn")[:200]
    return TeamStep(id="s1", leader=PRIYA.id, kind=StepKind.SCOPE, ticked=True, text=text)


def _preview(samples: Samples) -> Iterator[tuple[str, Preview]]:
    *_, (_, note) = digests(samples)
    base = Preview(
        team=samples.team,
        week=WEEK,
        today=TODAY,
        day=DAYS[2],
        own=(team_step(samples),),
        word=None,
        skipped=False,
        note=replace(note, first=False),
        steps=(team_step(samples),),
        counted_on=None,
    )
    yield "nothing chosen", base
    yield "for Homes", replace(base, team=replace(samples.team, outsiders=True))
    yield "before the day", replace(base, counted_on=DAYS[1])
    yield "nothing to read", replace(base, own=(), steps=(), note=None)
    yield "skipped", replace(base, skipped=True, word=Spoken(PRIYA.id, Word.SKIP, NOW))


def digests(samples: Samples) -> Iterator[tuple[str, Digest]]:
    """Each kind of note, by its name."""
    figures = Figures(
        raised=14,
        heard=Share(12, 14),
        come_back=Share(9, 12),
        come_back_band=Portion.MOST,
        first_follow_up=Median(4),
        still_open=(Cell(Age.UNDER1, Age.UNDER1, 3), Cell(Age.W1_2, Age.OLDER, 5)),
        confirmed=Share(6, 9),
        closed_without_change=3,
        behind=("incident", "meetings"),
    )
    base = Digest(
        tier=2,
        figures=figures,
        unchanged_since=None,
        steps=("s1",),
        lines=(samples.text("We moved the export to April.")[:150],),
        first=False,
        absence=None,
        published=None,
        posted=LastDigest("", frozenset()),
        window=Window(date(2026, 2, 16), date(2026, 3, 15), 4),
    )
    yield "Numbers", base
    then = Window(date(2026, 2, 2), date(2026, 3, 1), 4)
    yield "Numbers, unchanged", replace(base, unchanged_since=date(2026, 3, 6), window=then)
    for youngest, oldest in ((young, old) for n, young in enumerate(Age) for old in list(Age)[n:]):
        ages = list(Age)
        start, end = ages.index(youngest), ages.index(oldest)
        cell = (
            *([Cell(ages[0], ages[start - 1], 3)] if start else []),
            Cell(youngest, oldest, 5),
            *([Cell(ages[end + 1], ages[-1], 4)] if end + 1 < len(ages) else []),
        )
        for portion in Portion:
            # As many as are open, better and closed together.
            part = replace(
                figures,
                raised=21,
                heard=Share(18, 21),
                still_open=cell,
                come_back=None,
                come_back_band=portion,
            )
            if (youngest, oldest) != (Age.UNDER1, Age.OLDER) and portion is not Portion.MOST:
                continue
            few = replace(part, first_follow_up=Median(None))
            name = f"Numbers, {youngest} to {oldest}, {portion}"
            yield name, replace(base, figures=few, steps=(), lines=())
    for amount, portion, waited in zip(Amount, Portion, (*Waited, Waited.SOMETHING), strict=True):
        bands = Bands(raised=amount, come_back=portion, waited=waited)
        yield f"Words, {amount}", replace(base, tier=1, figures=bands)
    for weeks in range(1, 4):
        begun = Window(date(2026, 3, 16) - timedelta(weeks=weeks), date(2026, 3, 15), weeks)
        early = replace(base, tier=1, figures=bands, window=begun)
        yield f"Words, over {weeks} weeks", early
    for absence in (NoFigures.TOO_FEW, NoFigures.FIRST_WEEKS):
        first = replace(base, tier=0, figures=None, first=True, absence=absence)
        yield f"No figures, {absence}", first
