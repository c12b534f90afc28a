"""A leader's note belongs to one team, as what is raised does: there its steps may be read.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ONE_TEAM = (
    "UPDATE concern SET team = (SELECT min(team_member.team) {teams})"
    " WHERE kind <> 'raised' AND team IS NULL AND (SELECT count(*) {teams}) = 1"
)
TEAMS = (
    "FROM team_member JOIN team_leader ON team_leader.workspace = team_member.workspace"
    " AND team_leader.team = team_member.team"
    " WHERE team_member.workspace = concern.workspace AND team_member.person = concern.raiser"
    " AND team_leader.person = concern.owner AND team_leader.state = 'accepted'"
)
"""Those that the person of a note is on and its leader leads."""


def upgrade() -> None:
    """Go forward; of a note about somebody on several teams nobody knows which it was."""
    op.execute(ONE_TEAM.format(teams=TEAMS))


def downgrade() -> None:
    """Go back."""
    op.execute("UPDATE concern SET team = NULL WHERE kind <> 'raised'")
