"""Topics, private answers and payloads are sealed like words, and a workspace may have many keys.

A migration has no key. What it finds unsealed it leaves behind the number 0, what the first version
sealed behind the number 1; the next start seals all of it anew before anybody is heard.

Revision ID: 0012
Revises: 0011
"""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNSEALED, FIRST_VERSION = b"\0\0", b"\0\1"
HASH_KEY, DATA_KEY = 0, 1
KEPT_FROM_LEADER = ("keep_private", "rest", "stop_checks", "fine", "still_better")
ANSWERED = "answered"
BATCH = 1000
SEALED_ALREADY = (
    "Rows that were sealed since cannot be unsealed by going back: restore the backup made before."
)

workspace = sa.table(
    "workspace",
    sa.column("id", sa.String),
    sa.column("sealed_key", sa.LargeBinary),
    sa.column("key_id", sa.String),
    sa.column("sealing_keys", sa.JSON),
)
concern = sa.table(
    "concern",
    *(sa.column(name, sa.String) for name in ("workspace", "id", "signal", "pressures", "help")),
    sa.column("answer", sa.String),
    sa.column("last_act", sa.String),
    sa.column("sealed", sa.LargeBinary),
)
delivery = sa.table(
    "delivery",
    sa.column("workspace", sa.String),
    sa.column("id", sa.String),
    sa.column("payload", sa.Text),
    sa.column("sealed", sa.LargeBinary),
)
history = sa.table("history", sa.column("act", sa.String), sa.column("sealed", sa.LargeBinary))


def _sealed(name: str) -> sa.TableClause:
    return sa.table(
        name,
        sa.column("workspace", sa.String),
        sa.column("id", sa.String),
        sa.column("sealed", sa.LargeBinary),
    )


SEALED_BEFORE = (_sealed("words"), _sealed("spoken"))


def upgrade() -> None:
    """Go forward."""
    op.add_column("workspace", sa.Column("sealing_keys", sa.JSON(none_as_null=True)))
    for row in op.get_bind().execute(sa.select(workspace)).all():
        keys = sa.update(workspace).where(workspace.c.id == row.id)
        op.execute(keys.values(sealing_keys=_keys(row)))
    for column in ("sealed_key", "key_id"):
        op.drop_column("workspace", column)

    for table in SEALED_BEFORE:
        _each(table, lambda row: {"sealed": row.sealed and FIRST_VERSION + bytes(row.sealed)})

    op.add_column(
        "concern",
        sa.Column("sealed", sa.LargeBinary(), nullable=False, server_default=sa.text("''")),
    )
    _each(concern, lambda row: {"sealed": UNSEALED + json.dumps(_topic(row)).encode()})
    for column in ("signal", "pressures", "help", "answer", "last_act"):
        op.drop_column("concern", column)

    op.add_column("history", sa.Column("sealed", sa.LargeBinary()))
    for act in KEPT_FROM_LEADER:
        kept = sa.update(history).where(history.c.act == act)
        op.execute(kept.values(act=ANSWERED, sealed=UNSEALED + act.encode()))

    op.add_column("delivery", sa.Column("sealed", sa.LargeBinary()))
    _each(delivery, lambda row: {"sealed": row.payload and UNSEALED + row.payload.encode()})
    op.drop_column("delivery", "payload")
    op.execute("ALTER TABLE delivery RENAME COLUMN sealed TO payload")


def downgrade() -> None:
    """Go back, as long as nothing was sealed since."""
    op.execute("ALTER TABLE delivery RENAME COLUMN payload TO sealed")
    op.add_column("delivery", sa.Column("payload", sa.Text()))
    _each(delivery, lambda row: {"payload": row.sealed and _clear(row.sealed)})
    op.drop_column("delivery", "sealed")

    for row in op.get_bind().execute(sa.select(history).where(history.c.act == ANSWERED)).all():
        op.execute(
            sa.update(history)
            .where(history.c.act == ANSWERED, history.c.sealed == row.sealed)
            .values(act=_clear(row.sealed))
        )
    op.drop_column("history", "sealed")

    for name, kind in (("signal", 32), ("pressures", 200)):
        op.add_column(
            "concern", sa.Column(name, sa.String(kind), nullable=False, server_default="")
        )
    for name in ("help", "answer", "last_act"):
        op.add_column("concern", sa.Column(name, sa.String(32)))
    _each(concern, lambda row: _columns(json.loads(_clear(row.sealed))))
    op.drop_column("concern", "sealed")

    for table in SEALED_BEFORE:
        _each(table, lambda row: {"sealed": row.sealed and _without_number(row.sealed)})

    op.add_column("workspace", sa.Column("sealed_key", sa.LargeBinary()))
    op.add_column("workspace", sa.Column("key_id", sa.String(32)))
    for row in op.get_bind().execute(sa.select(workspace)).all():
        [key] = [one for one in row.sealing_keys or () if one["number"] == DATA_KEY] or [None]
        if key is not None and key["sealed"]:
            op.execute(
                sa.update(workspace)
                .where(workspace.c.id == row.id)
                .values(sealed_key=base64.b64decode(key["sealed"]), key_id=key["master"])
            )
    op.drop_column("workspace", "sealing_keys")


def _keys(row: Any) -> list[dict[str, Any]]:
    """What was the one key of a workspace goes on making its hashes; it opens old words once."""
    wrapped = {
        "master": row.key_id or "",
        "sealed": base64.b64encode(bytes(row.sealed_key or b"")).decode(),
        "canary": None,
    }
    numbers = (HASH_KEY, DATA_KEY) if row.sealed_key else (DATA_KEY,)
    return [wrapped | {"number": number} for number in numbers]


def _topic(row: Any) -> dict[str, Any]:
    return {
        "signal": row.signal,
        "pressures": row.pressures.split(),
        "help": row.help,
        "answer": row.answer,
        "last_act": row.last_act,
    }


def _columns(topic: dict[str, Any]) -> dict[str, Any]:
    return topic | {"pressures": " ".join(topic["pressures"])}


def _clear(sealed: bytes) -> str:
    if bytes(sealed)[: len(UNSEALED)] != UNSEALED:
        raise RuntimeError(SEALED_ALREADY)
    return bytes(sealed)[len(UNSEALED) :].decode()


def _without_number(sealed: bytes) -> bytes:
    if bytes(sealed)[: len(FIRST_VERSION)] != FIRST_VERSION:
        raise RuntimeError(SEALED_ALREADY)
    return bytes(sealed)[len(FIRST_VERSION) :]


def _each(table: sa.TableClause, change: Callable[[Any], dict[str, Any]]) -> None:
    """Change every row, some at a time, in the order of their keys."""
    for row in _rows(table):
        changed = sa.update(table).where(table.c.workspace == row.workspace, table.c.id == row.id)
        op.get_bind().execute(changed.values(**change(row)))


def _rows(table: sa.TableClause) -> Iterator[Any]:
    after = ("", "")
    key = sa.tuple_(table.c.workspace, table.c.id)
    while True:
        query = sa.select(table).where(key > after).order_by(table.c.workspace, table.c.id)
        rows = op.get_bind().execute(query.limit(BATCH)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        after = (rows[-1].workspace, rows[-1].id)
