"""What rows of a list are called, so that no two of them read alike."""

from collections import Counter
from collections.abc import Callable, Sequence

from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.translate import Translator


def told_apart(translate: Translator, rows: Sequence[Sequence[str]]) -> list[str]:
    """Of each row's names, from short to exact, the first that no other row has.

    All rows have as many names. What is alike to the minute is numbered, in front.
    """
    names: list[str] = []
    for row in rows:
        alone = (name for n, name in enumerate(row) if [row[n] for row in rows].count(name) == 1)
        names.append(next(alone, row[-1]))
    alike, before = Counter(names), Counter[str]()
    numbered: list[str] = []
    for name in names:
        before[name] += 1
        nth = translate("line-nth", what=name, n=before[name], of=alike[name])
        numbered.append(nth if alike[name] > 1 else name)
    return numbered


def names_by_topic(
    translate: Translator,
    reader: Person,
    records: Sequence[Record],
    name_of: Callable[[Translator, str | None, str], str],
    *,
    plain: bool = False,
) -> list[str]:
    """What ``records`` are about, as ``named`` says it of a title and a day; alike ones by hour."""
    rows = []
    for record in records:
        date = translate.local_day(record.concern.created_at, reader.zone, record.today(reader))
        time = translate.hour(record.concern.created_at, reader.zone)
        title = translate.title(record, plain=plain)
        exact = translate("line-at", what=date, time=time)
        rows.append((name_of(translate, title, date), name_of(translate, title, exact)))
    return told_apart(translate, rows)


def names_by_day(
    translate: Translator, reader: Person, record: Record, *, person: str, title: str | None
) -> tuple[str, ...]:
    """A row's names, from short to exact: who and what, with its day, and with its hour.

    What tells two rows apart stands first: a screen reader says many rows one after the other.

    ``title`` is ``None`` for what has nothing but its day.
    """
    concern = record.concern
    date = translate.local_day(concern.created_at, reader.zone, record.today(reader))
    time = translate.hour(concern.created_at, reader.zone)
    exact = translate("line-at", what=date, time=time)
    if title is None:
        key = "line-date-noted" if concern.about else "line-date"
        dated, timed = (translate(key, person=person, date=when) for when in (date, exact))
        return dated, dated, timed
    key = "line-topic-date-noted" if concern.about else "line-topic-date"
    plain = translate("line-who-topic", person=person, topic=title)
    dated, timed = (translate(key, person=person, topic=title, date=when) for when in (date, exact))
    return plain, dated, timed
