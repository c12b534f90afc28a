"""Payloads: what a message keeps beside its row is one JSON value, written by its kind.

Revision ID: 0003
Revises: 0002
"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Kept = dict[str, Any]

delivery = sa.table(
    "delivery",
    sa.column("workspace", sa.String),
    sa.column("id", sa.String),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("occurrence", sa.String),
    sa.column("letter", sa.String),
    sa.column("body", sa.Text),
    sa.column("payload", sa.Text),
    sa.column("asks", sa.Boolean),
)
BATCH = 1000


def upgrade() -> None:
    """Go forward."""
    op.add_column("delivery", sa.Column("payload", sa.Text()))
    op.add_column(
        "delivery",
        sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.text("true")),
    )
    _each(_forward)
    op.execute("ALTER TABLE delivery DROP COLUMN letter")
    op.execute("ALTER TABLE delivery DROP COLUMN body")


def downgrade() -> None:
    """Go back."""
    op.add_column("delivery", sa.Column("letter", sa.String(32), nullable=False, server_default=""))
    op.add_column("delivery", sa.Column("body", sa.Text()))
    _each(_back)
    op.execute("ALTER TABLE delivery DROP COLUMN payload")
    op.execute("ALTER TABLE delivery DROP COLUMN asks")


def _each(change: Callable[[Any], Kept]) -> None:
    """Change every row, some at a time, in the order of their keys."""
    connection = op.get_bind()
    after = ("", "")
    key = sa.tuple_(delivery.c.workspace, delivery.c.id)
    while True:
        query = sa.select(delivery).where(key > after).order_by(delivery.c.workspace, delivery.c.id)
        rows = connection.execute(query.limit(BATCH)).all()
        for row in rows:
            connection.execute(
                sa.update(delivery)
                .where(delivery.c.workspace == row.workspace, delivery.c.id == row.id)
                .values(**change(row))
            )
        if len(rows) < BATCH:
            return
        after = (rows[-1].workspace, rows[-1].id)


def _forward(row: Any) -> Kept:
    body = json.loads(row.body) if row.body else {}
    kept = {name: value for name, value in _payload(row, body).items() if value is not None}
    asks = not (row.kind == "day" and row.letter == "weekly")
    # A digest of which nothing was kept was left out: it stays without a payload.
    nothing = not kept or (row.kind == "digest" and not row.body)
    return {"payload": None if nothing else json.dumps(kept), "asks": asks}


def _payload(row: Any, body: Kept) -> Kept:
    match row.kind:
        case "day" | "today" | "weekly_list":
            return _leaders(row.kind, body)
        case "notice":
            quiet, waits = body.get("quiet"), body.get("waits_since")
            return {"notice": row.letter, "quiet": quiet, "waits_since": waits}
        case "check_in":
            return {"check": row.letter}
        case "digest" if body:
            shown = json.loads(body["shown"])
            return {
                "tier": shown["tier"],
                "figures": shown["figures"],
                "unchanged_since": shown["since"] if body["unchanged"] else None,
                "steps": body["steps"],
                "first": body["first"],
                "absence": body["absence"],
                "in_homes": True if row.letter == "homes" else None,
            }
        case "offer":
            ends = {"done": "over", "themselves": "said_themselves"}
            return {"by_menu": row.letter == "menu" or None, "outcome": ends.get(row.letter)}
        case "invite":
            return {"by": row.letter}
        case "suggest":
            return {"channel": row.letter or None}
        case "on_channel":
            return {"leader": row.letter}
        case "back":
            return {"since": row.occurrence}
        case "safe_ask":
            return {"person": row.subject}
    return {}


def _leaders(kind: str, body: Kept) -> Kept:
    """What a leader's messages keep; the list has no small line and nothing that waits."""
    answered = body.get("answered", {})
    kept_at = answered["backoff"].partition("|")[2] if "backoff" in answered else None
    fade = None
    if "fade" in answered:
        pressed, _, at = answered["fade"].partition("|")
        fade = {"only_slips": pressed == "only_slips", "at": at}
    joined = [{"team": team, "person": person} for team, person in body.get("joined", ())]
    extras = {
        "backoff": body.get("backoff"),
        "kept_weekly_at": kept_at,
        "fade": body.get("fade"),
        "fade_answer": fade,
        "joined": joined or None,
        "quiet_teams": body.get("quiet_teams"),
    }
    extras = {name: value for name, value in extras.items() if value is not None}
    parts = [
        {"team": part["team"], "day": part["day"], "weekly": part["weekly"] or None}
        for part in body.get("parts", ())
    ]
    own = () if kind == "weekly_list" else ("more", "sort", "listed", "line", "opener")
    return {
        "parts": parts or None,
        "extras": extras or None,
        **{name: body.get(name) for name in own},
    }


def _back(row: Any) -> Kept:
    kept = json.loads(row.payload) if row.payload else {}
    letter, body = _words(row, kept)
    body = {name: value for name, value in body.items() if value is not None}
    return {"letter": letter or "", "body": json.dumps(body) if body else None}


def _words(row: Any, kept: Kept) -> tuple[str | None, Kept]:
    match row.kind:
        case "day" | "today" | "weekly_list":
            return ("day" if row.asks else "weekly"), _leaders_before(kept)
        case "notice":
            return kept["notice"], {name: kept.get(name) for name in ("quiet", "waits_since")}
        case "check_in":
            return kept["check"], {}
        case "digest" if kept:
            since = kept.get("unchanged_since")
            shown = {
                "since": since or "0001-01-01",
                "tier": kept["tier"],
                "figures": kept.get("figures"),
                "traces": {},
            }
            body = {
                "shown": json.dumps(shown, sort_keys=True),
                "unchanged": since is not None,
                "steps": kept.get("steps", []),
                "first": kept.get("first", False),
            }
            # ``absence`` has to stand there, also where there is none.
            body["absence"] = kept.get("absence") or ""
            return ("homes" if kept.get("in_homes") else ""), body
        case "offer":
            ends = {"over": "done", "said_themselves": "themselves"}
            marked = "menu" if kept.get("by_menu") else "mark"
            return ends.get(kept.get("outcome", ""), marked), {}
        case "invite":
            return kept["by"], {}
        case "suggest":
            return kept.get("channel"), {}
        case "on_channel":
            return kept["leader"], {}
    return "", {}


def _leaders_before(kept: Kept) -> Kept:
    extras = kept.get("extras", {})
    answered = {}
    if "kept_weekly_at" in extras:
        answered["backoff"] = f"keep_weekly|{extras['kept_weekly_at']}"
    if "fade_answer" in extras:
        fade = extras["fade_answer"]
        pressed = "only_slips" if fade["only_slips"] else "keep_asking"
        answered["fade"] = f"{pressed}|{fade['at']}"
    own = ("more", "sort", "listed", "line", "opener")
    return {
        **{name: kept.get(name) for name in own},
        "parts": [{**part, "weekly": part.get("weekly") or {}} for part in kept.get("parts", ())]
        or None,
        "backoff": extras.get("backoff"),
        "fade": extras.get("fade"),
        "joined": [[one["team"], one["person"]] for one in extras.get("joined", ())] or None,
        "quiet_teams": extras.get("quiet_teams"),
        "answered": answered or None,
    }
