"""What rows of a list are called, so that no two of them read alike."""

from collections import Counter
from collections.abc import Callable, Sequence

from bot.domain.person import Person
from bot.domain.record import Record
from bot.messages.translate import Translator


def told_apart(translate: Translator, rows: Sequence[Sequence[str]]) -> list[str]:
    """Of each row's names, from short to exact, the first that no other row has.

    All rows have as many names. What is alike to the minute is numbered.
    """
    names: list[str] = []
    alike: Counter[str] = Counter()
    for row in rows:
        alone = (name for n, name in enumerate(row) if [row[n] for row in rows].count(name) == 1)
        name = next(alone, row[-1])
        alike[name] += 1
        nth = alike[name]
        names.append(name if nth == 1 else translate("line-nth", what=name, n=nth))
    return names


def names_by_topic(
    translate: Translator,
    reader: Person,
    records: Sequence[Record],
    named: Callable[[Translator, str | None, str], str],
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
        rows.append((named(translate, title, date), named(translate, title, exact)))
    return told_apart(translate, rows)


def names_by_day(
    translate: Translator, reader: Person, record: Record, *, person: str, title: str | None
) -> tuple[str, ...]:
    """A row's names, from short to exact: who and what, with its day, and with its hour.

    ``title`` is ``None`` for what has nothing but its day.
    """
    concern = record.concern
    date = translate.local_day(concern.created_at, reader.zone, record.today(reader))
    time = translate.hour(concern.created_at, reader.zone)
    if title is None:
        dated = translate(
            "line-date-noted" if concern.about else "line-date", person=person, date=date
        )
        return dated, dated, translate("line-at", what=dated, time=time)
    key = "line-topic-date-noted" if concern.about else "line-topic-date"
    dated = translate(key, person=person, topic=title, date=date)
    plain = translate("line-who-topic", person=person, topic=title)
    return plain, dated, translate("line-at", what=dated, time=time)
