"""The tables. Every key begins with the workspace; words rest in one table, sealed."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.domain.coaching import CoachingLine
from bot.domain.concern import Act, Cause, Check, Kind, Meeting, State, Tail
from bot.domain.delivery import DeliveryKind, DeliveryState, WordsKind
from bot.domain.rhythm import Detail
from bot.domain.taxonomy import CloseReason, Help, HowSoon, Pressure, Signal, StepKind
from bot.domain.team import ChannelFigures, LeaderState, Notes
from bot.store.columns import EnumList, EnumText, Names, UtcDateTime, WallTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(32)


def _workspace() -> Column[str]:
    return Column("workspace", ID, nullable=False)


workspace = Table(
    "workspace",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("domain", String(200), nullable=False),
    Column("app", ID),
    Column("bot_user", ID, nullable=False),
    Column("installer", ID),
    Column("contact_person", ID),
    Column("contact_line", String(200)),
    Column("emoji", String(200), nullable=False, server_default="ear"),
    Column("notes", EnumText(Notes), nullable=False, server_default="on"),
    Column("words_limit", Integer, nullable=False, server_default="600"),
    Column("reminders", Integer, nullable=False, server_default="3"),
    Column("words_in_messages", Boolean, nullable=False, server_default=text("false")),
    Column("detail", EnumText(Detail), nullable=False, server_default="name_and_topic"),
    Column("sealed_key", LargeBinary),
    Column("key_id", String(32)),
    Column("parked", String(64)),
    Column("installed_at", UtcDateTime, nullable=False),
)

person = Table(
    "person",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("name", String(200), nullable=False),
    Column("full_name", String(200), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("slack_locale", String(16), nullable=False),
    Column("bot", Boolean, nullable=False),
    Column("guest", Boolean, nullable=False),
    Column("outsider", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("status_emoji", String(100), nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("channel", ID),
    Column("home_opened", Boolean, nullable=False, server_default=text("false")),
    Column("home_behind", Boolean, nullable=False, server_default=text("false")),
    Column("hour", WallTime),
    Column("start", WallTime, nullable=False, server_default="09:00"),
    Column("end", WallTime, nullable=False, server_default="17:30"),
    Column("days", String(13), nullable=False, server_default="1 2 3 4 5"),
    Column("region", String(16)),
    Column("paused_until", Date),
    Column("talk_hours", JSON, nullable=False, server_default="[]"),
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    Column("offers", Boolean, nullable=False, server_default=text("true")),
    Column("full_text", Boolean, nullable=False, server_default=text("false")),
    Column("items", Integer, nullable=False, server_default="5"),
    Column("message_days", Integer, nullable=False, server_default="3"),
    Column("detail", EnumText(Detail), nullable=False, server_default="name_and_topic"),
    Column("only_slips", Boolean, nullable=False, server_default=text("false")),
    Column("touched_at", UtcDateTime),
    Column("backing_off", Boolean, nullable=False, server_default=text("false")),
    Column("weekly_at", UtcDateTime),
    Column("unasked", Integer, nullable=False, server_default="0"),
    Column("fade_offered_on", Date),
    Column("coaching", Boolean, nullable=False, server_default=text("true")),
    Column("language", String(16)),
    Column("opened", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    Index(
        "ix_person_home_behind",
        "workspace",
        "id",
        postgresql_where=text("home_behind"),
        sqlite_where=text("home_behind"),
    ),
    Index(
        "ix_person_weekly_at",
        "weekly_at",
        "workspace",
        "id",
        postgresql_where=text("weekly_at IS NOT NULL"),
        sqlite_where=text("weekly_at IS NOT NULL"),
    ),
)

coached = Table(
    "coached",
    metadata,
    _workspace(),
    Column("leader", ID, nullable=False),
    Column("line", EnumText(CoachingLine), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("carried", Boolean, nullable=False),
    PrimaryKeyConstraint("workspace", "leader", "line"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    comment="When a leader last read each coaching line, and whether a message carried it.",
)

team = Table(
    "team",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("channel", ID, nullable=False),
    Column("name", String(200), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("region", String(16)),
    Column("contact", String(200)),
    Column("created_by", ID, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("note_day", Integer, nullable=False),
    Column("note_at", WallTime, nullable=False),
    Column("figures", EnumText(ChannelFigures), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("emoji", Names, nullable=False, server_default=""),
    Column("quiet_told_on", Date),
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "channel"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
)

team_leader = Table(
    "team_leader",
    metadata,
    _workspace(),
    Column("team", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", EnumText(LeaderState), nullable=False),
    Column("accepted_on", Date),
    PrimaryKeyConstraint("workspace", "team", "person"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    Index("ix_team_leader_person", "workspace", "person"),
)

team_member = Table(
    "team_member",
    metadata,
    _workspace(),
    Column("team", ID, nullable=False),
    Column("person", ID, nullable=False),
    PrimaryKeyConstraint("workspace", "team", "person"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    Index("ix_team_member_person", "workspace", "person"),
)

says_leads = Table(
    "says_leads",
    metadata,
    _workspace(),
    Column("leader", ID, nullable=False),
    Column("person", ID, nullable=False),
    PrimaryKeyConstraint("workspace", "leader", "person"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    comment="Whom a leader said to lead in the form of a note; counts for notes only.",
)

newcomer = Table(
    "newcomer",
    metadata,
    _workspace(),
    Column("team", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    PrimaryKeyConstraint("workspace", "team", "person"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    comment="Who joined a team's channel; gone once a leader has said whether they are on it.",
)

concern = Table(
    "concern",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("kind", EnumText(Kind), nullable=False),
    Column("origin", String(200), nullable=False),
    Column("raiser", ID, nullable=False),
    Column("owner", ID),
    Column("team", ID),
    Column("signal", EnumText(Signal), nullable=False),
    Column("pressures", EnumList(Pressure), nullable=False),
    Column("help", EnumText(Help)),
    Column("how_soon", EnumText(HowSoon), nullable=False),
    Column("link", String(500)),
    Column("marked_in", ID),
    Column("worded", Boolean, nullable=False),
    Column("marked_by", ID),
    Column("state", EnumText(State), nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("two_views", Boolean, nullable=False),
    Column("no_checks", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step_no", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("first_talk_at", UtcDateTime),
    Column("talked_at", UtcDateTime),
    Column("promised_on", Date),
    Column("come_back_on", Date),
    Column("meeting", EnumText(Meeting)),
    Column("due_on", Date),
    Column("follow_up", Integer, nullable=False),
    Column("snoozes", Integer, nullable=False),
    Column("ask_cause", EnumText(Cause)),
    Column("ask_on", Date),
    Column("ask_at", UtcDateTime),
    Column("ask_reminder", Integer),
    Column("resume_on", Date),
    Column("check", EnumText(Check)),
    Column("check_at", UtcDateTime),
    Column("checks", Integer, nullable=False),
    Column("turn", EnumText(Act)),
    Column("turn_at", UtcDateTime),
    Column("reminded_again", Boolean, nullable=False),
    Column("given_time", Boolean, nullable=False),
    Column("said_yes_at", UtcDateTime),
    Column("answer", EnumText(Act)),
    Column("settled_by", EnumText(Act)),
    Column("last_act", EnumText(Act)),
    Column("last_at", UtcDateTime),
    Column("reason", EnumText(CloseReason)),
    Column("closed_at", UtcDateTime),
    Column("away_told", Date),
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "origin"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    Index("ix_concern_owner", "workspace", "owner", "state"),
    Index("ix_concern_raiser", "workspace", "raiser", "state"),
    Index("ix_concern_team", "workspace", "team", "created_at"),
    Index(
        "ix_concern_ask_at",
        "ask_at",
        "workspace",
        "owner",
        postgresql_where=text("ask_at IS NOT NULL"),
        sqlite_where=text("ask_at IS NOT NULL"),
    ),
    Index(
        "ix_concern_check_at",
        "check_at",
        "workspace",
        "id",
        postgresql_where=text("check_at IS NOT NULL"),
        sqlite_where=text("check_at IS NOT NULL"),
    ),
    Index(
        "ix_concern_turn_at",
        "turn_at",
        "workspace",
        "id",
        postgresql_where=text("turn_at IS NOT NULL"),
        sqlite_where=text("turn_at IS NOT NULL"),
    ),
)

words = Table(
    "words",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("kind", EnumText(WordsKind), nullable=False),
    Column("author", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    Index("ix_words_concern", "workspace", "concern", "said_at"),
)

step = Table(
    "step",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("kind", EnumText(StepKind), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("team_may_read", Boolean, nullable=False),
    Column("chosen_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    Index("ix_step_concern", "workspace", "concern", "chosen_at"),
    comment="What exactly rests in words, under the step's id.",
)

changed = Table(
    "changed",
    metadata,
    _workspace(),
    Column("concern", ID, nullable=False),
    Column("tick", String(32), nullable=False),
    PrimaryKeyConstraint("workspace", "concern", "tick"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    comment="What helped, ticked by the raiser.",
)

history = Table(
    "history",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("act", String(32), nullable=False),
    Column("by", ID),
    Column("state", EnumText(State), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    Index("ix_history_concern", "workspace", "concern", "happened_at"),
)

opening = Table(
    "opening",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("concern", ID, nullable=False),
    Column("person", ID, nullable=False),
    Column("role", String(16), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    Index("ix_opening_concern", "workspace", "concern"),
)

published = Table(
    "published",
    metadata,
    _workspace(),
    Column("team", ID, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("workspace", "team"),
    ForeignKeyConstraint(["workspace", "team"], ["team.workspace", "team.id"], ondelete="CASCADE"),
    comment="The figures a team last read, with keyed hashes for names; only the latest.",
)

delivery = Table(
    "delivery",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("kind", EnumText(DeliveryKind), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("occurrence", String(64), nullable=False),
    Column("recipient", ID, nullable=False),
    Column("letter", String(32), nullable=False, server_default=""),
    Column("body", Text),
    Column("due_at", UtcDateTime, nullable=False),
    Column("wall", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", EnumText(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_token", ID),
    Column("lease_until", UtcDateTime),
    Column("sending_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("channel", ID),
    Column("ts", String(32)),
    Column("error", String(64)),
    Column("behind", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "kind", "subject", "occurrence"),
    ForeignKeyConstraint(["workspace"], ["workspace.id"], ondelete="CASCADE"),
    Index(
        "ix_delivery_due",
        "due_at",
        "workspace",
        "id",
        postgresql_where=text("state = 'pending'"),
        sqlite_where=text("state = 'pending'"),
    ),
    Index(
        "ix_delivery_leased",
        "lease_until",
        "workspace",
        "id",
        postgresql_where=text("state IN ('claimed', 'sending')"),
        sqlite_where=text("state IN ('claimed', 'sending')"),
    ),
    Index(
        "ix_delivery_behind",
        "workspace",
        "id",
        postgresql_where=text("behind"),
        sqlite_where=text("behind"),
    ),
    Index("ix_delivery_message", "workspace", "channel", "ts"),
    Index("ix_delivery_recipient", "workspace", "recipient", "kind", "sent_at"),
)

item = Table(
    "item",
    metadata,
    _workspace(),
    Column("id", ID, nullable=False),
    Column("delivery", ID),
    Column("place", Integer, nullable=False),
    Column("concern", ID, nullable=False),
    Column("recipient", ID, nullable=False),
    Column("cause", EnumText(Cause)),
    Column("tail", EnumText(Tail)),
    Column("reminder", Integer, nullable=False),
    Column("step_no", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    ForeignKeyConstraint(
        ["workspace", "concern"], ["concern.workspace", "concern.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["workspace", "delivery"], ["delivery.workspace", "delivery.id"], ondelete="CASCADE"
    ),
    Index("ix_item_delivery", "workspace", "delivery", "place"),
    Index("ix_item_concern", "workspace", "concern"),
    Index(
        "ix_item_waiting",
        "workspace",
        "recipient",
        postgresql_where=text("delivery IS NULL"),
        sqlite_where=text("delivery IS NULL"),
    ),
    comment="One thing inside a message; a tail waits here until a message takes it along.",
)

attempt = Table(
    "attempt",
    metadata,
    _workspace(),
    Column("delivery", ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("lease_token", ID, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(32)),
    Column("error", String(64)),
    Column("ts", String(32)),
    PrimaryKeyConstraint("workspace", "delivery", "number"),
    ForeignKeyConstraint(
        ["workspace", "delivery"], ["delivery.workspace", "delivery.id"], ondelete="CASCADE"
    ),
)

gate = Table(
    "gate",
    metadata,
    _workspace(),
    Column("method", String(64), nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "method"),
)

inbox = Table(
    "inbox",
    metadata,
    _workspace(),
    Column("key", String(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("workspace", "key"),
    Index("ix_inbox_received_at", "received_at"),
)
