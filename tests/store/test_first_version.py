"""The messages of a database of the first version keep their meaning, forth and back again."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.delivery import DeliveryKind
from bot.payloads import (
    PAYLOADS,
    CheckInQuestion,
    DayMessage,
    DecidedDigest,
    Notice,
    OfferOutcome,
    OfferQuestion,
    Payload,
    WeeklyList,
)
from bot.store.engine import engine_for
from bot.store.migrate import downgrade, upgrade
from bot.store.sealing import NUMBER_BYTES
from bot.store.tables import delivery

AT = "2026-03-12T09:30:15.250000+00:00"
FIGURES = {
    "raised": 14,
    "heard": {"part": 12, "whole": 14},
    "come_back": None,
    "come_back_band": "most",
    "first_follow_up": {"workdays": 3},
    "still_open": [{"youngest": "under1", "oldest": "w1_2", "concerns": 6}],
    "confirmed": None,
    "closed_without_change": None,
    "behind": ["incident"],
}
WEEKLY = {"raised": 3, "waiting": 0, "come_back": 2, "before_asked": 1, "confirmed": 1}


def decided(tier: int, figures: object, *, unchanged: bool, absence: str | None) -> str:
    shown = {"since": "2026-03-06", "tier": tier, "figures": figures, "traces": {}}
    return json.dumps(
        {
            "shown": json.dumps(shown, sort_keys=True),
            "unchanged": unchanged,
            "steps": ["s1"],
            "first": not unchanged,
            "absence": absence,
        }
    )


RIDES = {
    "backoff": "2026-03-16",
    "fade": True,
    "answered": {"backoff": f"keep_weekly|{AT}", "fade": f"keep_asking|{AT}"},
    "joined": [["t1", "U2"]],
    "quiet_teams": ["t1"],
    "parts": [
        {"team": "t1", "day": "2026-03-13", "weekly": WEEKLY},
        {"team": "t2", "day": "2026-03-13", "weekly": {}},
    ],
}
ROWS: tuple[tuple[str, str, str | None], ...] = (
    ("day", "day", None),
    ("day", "day", json.dumps({"more": 2, "sort": True, "listed": True, "opener": 3, **RIDES})),
    ("day", "day", json.dumps({"line": "listening_1"})),
    ("day", "weekly", json.dumps({"parts": RIDES["parts"]})),
    ("today", "day", None),
    ("weekly", "day", json.dumps(RIDES)),
    ("told", "heard", None),
    ("told", "long", json.dumps({"quiet": False})),
    ("told", "away", json.dumps({"waits_since": AT})),
    ("check", "ended", None),
    ("note", "", decided(2, FIGURES, unchanged=False, absence=None)),
    ("note", "homes", decided(0, None, unchanged=True, absence="too_few")),
    ("note", "", None),
    ("offer", "mark", None),
    ("offer", "menu", None),
    ("offer", "done", None),
    ("offer", "themselves", None),
    ("invite", "U2", None),
    ("suggest", "", None),
    ("suggest", "C1", None),
    ("on_channel", "U2", None),
    ("on_admin", "", None),
    ("back", "", None),
    ("safe_ask", "", None),
)
"""Kind, wording and contents, as the first version kept them."""
FIRST = {
    DeliveryKind.DAY,
    DeliveryKind.TODAY,
    DeliveryKind.NOTICE,
    DeliveryKind.CHECK_IN,
    DeliveryKind.OFFER,
    DeliveryKind.INVITE,
    DeliveryKind.SUGGEST,
    DeliveryKind.DIGEST,
    DeliveryKind.WEEKLY_LIST,
    DeliveryKind.ON_CHANNEL,
    DeliveryKind.ON_ADMIN,
    DeliveryKind.BACK,
    DeliveryKind.SAFE_ASK,
}
"""The kinds that the first version sent."""


def read(url: str, query: str) -> list[Any]:
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(query)))
    finally:
        engine.dispose()


@pytest.fixture
def first_version(empty_database_url: str) -> str:
    upgrade(empty_database_url, "0001")
    engine = engine_for(empty_database_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO workspace (id, name, domain, bot_user, installed_at) "
                "VALUES ('T1', 'Acme', 'acme', 'UBOT', '2026-03-01 09:00:00+00:00')"
            )
        )
        for number, (kind, letter, body) in enumerate(ROWS):
            connection.execute(
                text(
                    "INSERT INTO delivery (workspace, id, kind, subject, occurrence, recipient, "
                    "letter, body, due_at, wall, zone, state, attempts, behind, sent_at, "
                    "created_at) "
                    "VALUES ('T1', :id, :kind, :subject, :occurrence, 'U1', :letter, :body, "
                    "'2026-03-12 09:00:00+00:00', '2026-03-12T10:00', 'Europe/Berlin', 'sent', 1, "
                    "false, '2026-03-12 09:00:00+00:00', '2026-03-12 09:00:00+00:00')"
                ),
                {
                    "id": f"d{number:02}",
                    "kind": kind,
                    "subject": f"U9{number}",
                    "occurrence": "2026-03-01T09:00:00+00:00",
                    "letter": letter,
                    "body": body,
                },
            )
    engine.dispose()
    return empty_database_url


def payloads(url: str) -> list[tuple[DeliveryKind, Payload | None, bool]]:
    rows = read(url, "SELECT kind, payload, asks FROM delivery ORDER BY id")
    return [
        (
            DeliveryKind(row.kind),
            PAYLOADS[DeliveryKind(row.kind)].model_validate_json(
                row.payload[NUMBER_BYTES:] if row.payload else "{}"
            )
            if row.payload
            or not PAYLOADS[DeliveryKind(row.kind)].model_json_schema().get("required")
            else None,
            bool(row.asks),
        )
        for row in rows
    ]


def test_each_message_is_what_it_was(first_version: str) -> None:
    upgrade(first_version)
    kept = payloads(first_version)
    assert {kind for kind, _, _ in kept} == FIRST
    assert [asks for _, _, asks in kept] == [letter != "weekly" for _, letter, _ in ROWS]
    full, listed = kept[1][1], kept[5][1]
    assert isinstance(full, DayMessage) and isinstance(listed, WeeklyList)
    assert (full.more, full.sort, full.listed, full.opener) == (2, True, True, 3)
    assert full.parts == listed.parts and full.extras == listed.extras
    assert full.parts[0].weekly is not None and full.parts[1].weekly is None
    answer = full.extras.fade_answer
    assert answer is not None and not answer.only_slips
    assert answer.at == full.extras.kept_weekly_at
    assert [(one.team, one.person) for one in full.extras.joined] == [("t1", "U2")]
    [heard, old, away] = [one for kind, one, _ in kept if kind is DeliveryKind.NOTICE]
    assert heard == Notice(notice="heard") and old == Notice(notice="long", quiet=False)
    assert isinstance(away, Notice) and away.waits_since == answer.at
    assert kept[9][1] == CheckInQuestion(check="ended")
    [numbers, homes, none] = [one for kind, one, _ in kept if kind is DeliveryKind.DIGEST]
    assert isinstance(numbers, DecidedDigest) and isinstance(homes, DecidedDigest)
    assert numbers.figures is not None and numbers.figures.raised == 14
    assert (numbers.unchanged_since, numbers.first, numbers.in_homes) == (None, True, False)
    assert (str(homes.unchanged_since), homes.in_homes) == ("2026-03-06", True)
    assert none is None
    assert [one for kind, one, _ in kept if kind is DeliveryKind.OFFER] == [
        OfferQuestion(),
        OfferQuestion(by_menu=True),
        OfferQuestion(outcome=OfferOutcome.OVER),
        OfferQuestion(outcome=OfferOutcome.SAID_THEMSELVES),
    ]


def test_and_is_it_again_on_the_way_back(first_version: str) -> None:
    asked = "SELECT * FROM delivery ORDER BY id"
    before = [dict(row._mapping) for row in read(first_version, asked)]
    upgrade(first_version)
    downgrade(first_version, "0001")
    after = [dict(row._mapping) for row in read(first_version, asked)]
    for then, now in zip(before, after, strict=True):
        first, again = (json.loads(one.pop("body") or "{}") for one in (then, now))
        if "shown" in first:
            for contents in (first, again):
                contents["shown"] = json.loads(contents["shown"])
                contents["absence"] = contents["absence"] or None
            if not first["unchanged"]:
                # Since when they stand is said only of figures that are unchanged.
                del first["shown"]["since"], again["shown"]["since"]
        assert now == then
        assert again == first


def test_the_ids_stay(first_version: str) -> None:
    upgrade(first_version)
    ids = [row.id for row in read(first_version, "SELECT id FROM delivery ORDER BY id")]
    assert ids == [f"d{number:02}" for number in range(len(ROWS))]
    assert "payload" in delivery.c and "letter" not in delivery.c
