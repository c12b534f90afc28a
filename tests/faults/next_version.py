"""The next version: these sources with one more migration, and a column that only it knows."""

import shutil
from pathlib import Path

from bot.store.migrate import head

ROOT = Path(__file__).resolve().parents[2]
NEXT = f"9998_from_{head()[:4]}"
MIGRATION = '''"""A column that the version before does not know."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    mood = sa.Column("mood", sa.String(20), nullable=False, server_default=sa.text("'calm'"))
    op.add_column("concern", mood)
    op.create_table("mood", sa.Column("name", sa.String(20), primary_key=True))


def downgrade() -> None:
    """Go back."""
    op.drop_table("mood")
    op.drop_column("concern", "mood")
'''
KNOWN = '    Column("held_at", UtcDateTime),\n'
MORE = '    Column("mood", String(20), nullable=False, server_default=text("\'calm\'")),\n'


def make_next_version(folder: Path) -> Path:
    """Write its sources into ``folder``."""
    without = shutil.ignore_patterns("__pycache__")
    for part in ("bot", "migrations", "slack_sandbox"):
        shutil.copytree(ROOT / part, folder / part, ignore=without)
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "process.py", folder / "tests")
    made = MIGRATION.format(revision=NEXT, before=head())
    (folder / "migrations" / "versions" / "9998_mood.py").write_text(made, encoding="utf-8")
    tables = folder / "bot" / "store" / "tables" / "concerns.py"
    known = tables.read_text(encoding="utf-8")
    assert known.count(KNOWN) == 1
    tables.write_text(known.replace(KNOWN, KNOWN + MORE), encoding="utf-8")
    return folder
