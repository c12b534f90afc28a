"""What rests sealed in the rows of one concern, and whether it opens."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from bot.domain.concern import Concern
from bot.domain.concern.states import Act
from bot.domain.delivery import Delivery, DeliveryKind, WordsKind
from bot.domain.ids import DeliveryId, PersonId, WorkspaceId
from bot.domain.taxonomy import Help, Pressure, Signal
from bot.payloads import SafetyRequest
from bot.store import Store
from bot.store.tables import concern, delivery, history, words, workspace
from tests.domain import concern_cases

ONE = WorkspaceId("T1")
NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
MARIA, PRIYA, TOM = PersonId("U1"), PersonId("U2"), PersonId("U3")
CANARY = "I am stuck with the canary"


def a_concern() -> Concern:
    return concern_cases.concern(
        raiser=MARIA,
        owner=PRIYA,
        team=None,
        signal=Signal.LED,
        pressures=(Pressure.INCIDENT,),
        help=Help.LISTEN,
        created_at=NOW,
    )


def fill(store: Store) -> None:
    """One concern with words, a private answer, and a call for help."""
    with store.begin() as tx:
        tx.workspaces.save(
            ONE, name="Acme", domain="acme", bot_user="UBOT", installer=None, now=NOW
        )
        made = a_concern()
        tx.concerns.add(made, MARIA, Act.RAISE)
        tx.concerns.say(made, WordsKind.SAID, MARIA, CANARY, NOW)
        tx.concerns.add_history(made, Act.KEEP_PRIVATE.value, MARIA, NOW)
        tx.deliveries.start(a_call_for_help(tx.sealer(ONE).hash(MARIA)))


def a_call_for_help(subject: str) -> Delivery:
    return Delivery(
        workspace=ONE,
        id=DeliveryId("d1"),
        kind=DeliveryKind.SAFE_ASK,
        subject=subject,
        occurrence="2026-03-09",
        recipient=TOM,
        payload=SafetyRequest(person=MARIA).to_json(),
        due_at=NOW,
        wall="2026-03-09T08:00",
        zone="Europe/Berlin",
        created_at=NOW,
    )


def read(store: Store) -> tuple[Concern | None, list[str], list[str], Delivery | None]:
    """Everything that was filled in, opened."""
    with store.begin() as tx:
        found = tx.concerns.get(ONE, "c1")
        said = [] if found is None else tx.concerns.said([found]).get(found.id, ())
        acts = [] if found is None else tx.concerns.acts(found)
        return found, [one.text for one in said], acts, tx.deliveries.get(ONE, "d1")


def opened_well(store: Store) -> bool:
    found, said, acts, asked = read(store)
    assert asked is not None and found is not None
    # The upgrade lets the days that a row is kept be counted anew; they are not sealed.
    found = replace(found, retention=a_concern().retention)
    return (found, said, acts, SafetyRequest.of(asked).person) == (
        a_concern(),
        [CANARY],
        ["raise", "keep_private"],
        MARIA,
    )


def all_rows(store: Store) -> str:
    with store.engine.connect() as connection:
        tables = (concern, words, history, delivery, workspace)
        return "\n".join(str(connection.execute(select(one)).all()) for one in tables)
