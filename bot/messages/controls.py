"""The name of each button, menu, field and form, and the one codec of what a button's value says.

Drawn by views, heard by listeners.
"""

import re
from enum import StrEnum
from typing import Annotated, ClassVar, Self

import pydantic
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.domain.concern import Concern
from bot.domain.taxonomy import Signal

VALUE_LIMIT = 2000
"""Slack's, for a button; an entry of a menu has 150 characters."""


class Button(StrEnum):
    """``action_id`` of everything that sends a ``block_actions`` payload."""

    READ = "read"
    """Open the words: the leader's reading view, or the raiser's own."""
    ASK = "ask"
    """URL button to an empty conversation."""
    TALKED = "talked"
    LATER = "later"
    STEP = "step"
    CLOSE = "close"
    HAND = "hand"
    """Ask the raiser whether somebody else may come back to it."""
    HAND_YES = "hand_yes"
    HAND_NO = "hand_no"
    OBSTACLE = "obstacle"
    """I can't change it: pass the ask."""
    SEND_ON = "send_on"
    """Someone else."""
    BIGGER = "bigger"
    """This is bigger than me."""
    SHARE = "share"
    TAKE_BACK = "take_back"
    TOMORROW = "tomorrow"
    ANOTHER_DAY = "another_day"
    ALL_TOMORROW = "all_tomorrow"
    LIST = "list"
    SORT = "sort"
    KEEP_WEEKLY = "keep_weekly"
    OTHER_TIME = "other_time"
    ONLY_SLIPS = "only_slips"
    KEEP_ASKING = "keep_asking"
    ADD = "add"
    """A newcomer is on the team; the value names both."""
    NOT_ON_TEAM = "not_on_team"
    MORE = "more"
    """An overflow; its option's value begins with the button it stands for."""
    ADD_TO = "add_to"
    """Make it an addition to something earlier."""
    CHANGE = "change"
    WITHDRAW = "withdraw"
    LEAVE = "leave"
    CAME_BACK = "came_back"
    YES_THATS_IT = "yes_thats_it"
    NOT_QUITE = "not_quite"
    REMOVE = "remove"
    REOPEN = "reopen"
    AGAIN = "again"
    GIVE_TIME = "give_time"
    LET_WAIT = "let_wait"
    TOPIC = "topic"
    """The menu in which a writer corrects the topic found for them."""
    BETTER = "better"
    LITTLE = "little"
    SAME = "same"
    WORSE = "worse"
    NOT_TALKED = "not_talked"
    REST = "rest"
    STOP_CHECKS = "stop_checks"
    STILL_BETTER = "still_better"
    FINE = "fine"
    """Fine as it is."""
    TELL_SAME = "tell_same"
    TELL_WORSE = "tell_worse"
    TELL_NOT_TALKED = "tell_not_talked"
    KEEP_PRIVATE = "keep_private"
    BACK = "back"
    OFFER_YES = "offer_yes"
    OFFER_NO = "offer_no"
    OFFER_SELF = "offer_self"
    OFFER_NEVER = "offer_never"
    OFFER_TAKE_OFF = "offer_take_off"
    """Don't ask."""
    CHOOSE_WHO = "choose_who"
    RUN = "run"
    """The subcommand that was probably meant."""
    AS_WRITTEN = "as_written"
    """No subcommand: what was typed is what is meant."""
    WHICH_MINE = "which_mine"
    WHICH_NOTE = "which_note"
    WHICH_THEM = "which_them"
    SAY = "say"
    NOTE = "note"
    HELP_NOW = "help_now"
    SAFE_ASK = "safe_ask"
    """Ask the safety contact to get in touch."""
    WHO_SEES = "who_sees"
    MY_DATA = "my_data"
    SEND_FILE = "send_file"
    """Send everything by or about me as a file."""
    ERASE_MINE = "erase_mine"
    """Ask what of mine would be erased, and what stays."""
    PAUSE = "pause"
    STEP_DOWN = "step_down"
    """Lead nothing any more, and get no messages at all."""
    PAUSE_INSTEAD = "pause_instead"
    """A pause in place of stepping down."""
    SETTINGS = "settings"
    WORKSPACE = "workspace"
    """Settings of the whole workspace, for admins."""
    MORE_SETTINGS = "more_settings"
    """The settings that few people change, in the form that is open."""
    LESS = "less"
    """Write to me less: the same settings, from a card."""
    CONTACT = "contact"
    SET_UP = "set_up"
    """Set up a team, from where there is no channel."""
    HOW = "how"
    NOT_NOW = "not_now"
    APPROVE = "approve"
    """An admin's yes to a team."""
    NOT_APPROVED = "not_approved"
    """An admin's *Not now*."""
    APPROVALS = "approvals"
    """Show an admin which teams wait for a yes."""
    LEAVE_TEAM = "leave_team"
    """I'm not on this team."""
    NOT_LED = "not_led"
    """The leader who keeps notes about me doesn't lead me."""
    REMOVE_NOTES = "remove_notes"
    """Remove a leader's notes about me."""
    CORRECT_NOTE = "correct_note"
    """Change the words of one's own note."""
    EXAMPLE = "example"
    COUNTED = "counted"
    """How this is counted."""
    CHOOSE_DIGEST = "friday"
    """Choose what the team may read in the weekly note."""
    POST_DIGEST = "post_note"
    SKIP_DIGEST = "skip_note"
    SUGGEST = "suggest"
    """Suggest the bot to somebody who could lead with it."""
    WRITE = "write"
    """URL button to a conversation, for someone who is not a leader."""
    ANOTHER = "another"
    """Another coaching line."""
    HIDE = "hide"
    """Hide the coaching lines."""
    GUESS = "guess"
    """Guess, then ask."""
    ARRIVED = "arrived"
    """An admin looked: a message is there."""
    SEND_AGAIN = "send_again"
    """An admin looked: it is not."""
    KEEP_LONGER = "keep_longer"
    """Keep something open that would be erased; once."""
    DELETE_NOW = "delete_now"
    """Take back something open that would be erased anyway."""
    RESTORE_YES = "restore_yes"
    """Let the leader have what comes from a back-up."""
    PAGE = "page"
    """Another page of a list; the value is the page's number."""


class Lookup(StrEnum):
    """``action_id`` of menus that the app fills while somebody types; settings of that name."""

    ZONE = "zone"
    REGION = "region"


class Form(StrEnum):
    """``callback_id`` of everything that can be submitted."""

    RAISE = "raise"
    NOTE = "note_form"
    HEARD = "heard"
    """The reading view of something not yet answered."""
    SAY_BACK = "say_back"
    """The reading view after *Not quite*."""
    TALKED = "talked_form"
    STEP = "step_form"
    LATER = "later_form"
    CLOSE = "close_form"
    CHANGE = "change_form"
    SEND_ON = "send_on_form"
    HAND = "hand_form"
    OBSTACLE = "obstacle_form"
    CAME_BACK = "came_back_form"
    """It came back, where the words are erased already."""
    NOT_QUITE = "not_quite_form"
    CHANGED = "changed_form"
    TEAM = "team_form"
    PLACE = "place_form"
    """The channel of the team that is to be set up."""
    PROMISE = "promise_form"
    HOW = "how_form"
    CONTACT = "contact_form"
    PAUSE = "pause_form"
    SETTINGS = "settings_form"
    WORKSPACE = "workspace_form"
    SORT = "sort_form"
    OFFER = "offer_form"
    SUGGEST = "suggest_form"
    GUESS = "guess_form"
    CORRECT_NOTE = "correct_note_form"
    DIGEST = "friday_form"
    ERASE_MINE = "erase_mine_form"


class Shortcut(StrEnum):
    """``callback_id`` of the app's shortcuts, as the manifest names them."""

    SAY = "tell_my_leader"
    NOTE = "note_a_talk"
    MESSAGE = "come_back_to_this"


class Field(StrEnum):
    """``block_id`` and ``action_id`` of each input; errors of a submission are keyed by it.

    Settings have the names of their rows (``domain/settings.py``).
    """

    SIGNAL = "signal"
    WORDS = "words"
    HELP = "help"
    HOW_SOON = "how_soon"
    PRESSURES = "pressures"
    LEADER = "leader"
    PERSON = "person"
    DATE = "date"
    """A day from a menu of offered ones."""
    DAY = "day"
    """A day from a calendar."""
    BECAUSE = "because"
    """Why not yet, for oneself."""
    MEETING = "meeting"
    SHARE = "share_now"
    SAY_BACK = "say_back"
    ANSWER = "answer"
    STEP = "step"
    DETAIL = "detail"
    SHOWN = "shown"
    GUESS = "guess"
    REASON = "reason"
    NEED = "need"
    CHANGES = "changes"
    PLACE = "place"
    """The channel of a team."""
    LEADERS = "leaders"
    MEMBERS = "members"
    ADMIN = "admin"
    """Who is asked for a yes."""
    CONTACT_PERSON = "contact_person"
    CONTACT_LINE = "contact_line"
    SAID_TO_LEAD = "said_to_lead"
    WISHES = "wishes"
    """The settings that are ticked; the others are fields by their own names."""
    SORT = "sort"
    """One line of the form for sorting; its block names the concern and the step."""
    NOTE_STEPS = "note_steps"
    LINE_1 = "line_1"
    """What changed, in a leader's words; three lines at most."""
    LINE_2 = "line_2"
    LINE_3 = "line_3"


class MalformedError(ValueError):
    """What Slack delivered, signed, has not the shape of anything the bot draws.

    Only where it was is said, never what stood there: it may be somebody's words.
    """


ID_PATTERN = r"^[A-Za-z0-9_.-]{1,64}$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""An id of ours or of Slack's."""
Week = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-W[0-9]{2}$")]
"""An ISO week."""


class ButtonValue(BaseModel):
    """What a button, or an entry of a menu, says when it is pressed: JSON, and its kinds below.

    Messages keep their buttons for as long as they stand, so each kind still reads what the first
    version wrote in it (:attr:`_former`, a pattern whose groups are the fields).
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)
    _former: ClassVar[re.Pattern[str]]

    def encode(self) -> str:
        """As it stands in the button. Raises ``ValueError`` past Slack's 2,000 characters."""
        text = self.model_dump_json(exclude_none=True)
        if len(text) > VALUE_LIMIT:
            raise ValueError("a button cannot say that much")
        return text

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read it. Raises :class:`MalformedError` for what no button of this kind says."""
        try:
            if text.startswith("{"):
                return cls.model_validate_json(text)
            former = cls._former.fullmatch(text)
            if former is not None:
                return cls.model_validate(former.groupdict(), strict=False)
        except ValidationError:
            pass
        raise MalformedError(cls.__name__)


class ConcernValue(ButtonValue):
    """A concern, and for which of its steps the button was drawn.

    It reads every kind that is about a concern, whatever else that says.
    """

    concern: Id
    step: int
    _former = re.compile(r"(?:[^|]*\|)?(?P<concern>[^:|]+):(?P<step>[0-9]{1,9})")

    @classmethod
    def of(cls, concern: Concern) -> "ConcernValue":
        """A button that acts on ``concern`` as it stands."""
        return ConcernValue(concern=concern.id, step=concern.step_no)


class OptionValue(ConcernValue):
    """An entry of an overflow menu: the ``button`` it stands for."""

    button: Button
    _former = re.compile(r"(?P<button>[^|]*)\|(?P<concern>[^:|]+):(?P<step>[0-9]{1,9})")


class TopicValue(ConcernValue):
    """An entry of the menu in which a writer corrects the topic found for them."""

    signal: Signal
    _former = re.compile(r"(?P<signal>[^|]*)\|(?P<concern>[^:|]+):(?P<step>[0-9]{1,9})")


class AdditionValue(ConcernValue):
    """Make the concern an addition to an ``earlier`` one."""

    earlier: Id
    _former = re.compile(r"(?P<earlier>[^|]*)\|(?P<concern>[^:|]+):(?P<step>[0-9]{1,9})")


class NewcomerValue(ButtonValue):
    """Somebody who joined a team's channel."""

    team: Id
    person: Id
    _former = re.compile(r"(?P<team>[^:]+):(?P<person>[^:]+)")


class DigestValue(ButtonValue):
    """A team's digest of one ISO week, such as ``2026-W11``."""

    team: Id
    week: Week
    _former = re.compile(r"(?P<team>[^:]+):(?P<week>[^:]+)")


class TeamValue(ButtonValue):
    """A team."""

    team: Id
    _former = re.compile(r"(?P<team>.+)")


class ApprovalValue(ButtonValue):
    """What of a team waits for an admin's yes, as it was when it was asked for that time."""

    team: Id
    number: int
    _former = re.compile(r"(?!)")


class PersonValue(ButtonValue):
    """Somebody whom the bot can name already."""

    person: Id
    _former = re.compile(r"(?P<person>.+)")


class DeliveryValue(ButtonValue):
    """A message of which Slack did not say whether it arrived."""

    delivery: Id
    _former = re.compile(r"(?P<delivery>.+)")


class PageValue(ButtonValue):
    """A page of a list, from 0."""

    number: Annotated[int, pydantic.Field(ge=0, le=9999)]
    _former = re.compile(r"(?P<number>[0-9]{1,4})")


class CommandValue(ButtonValue):
    """What stands behind /concern, in the private answer to whoever typed it."""

    text: str
    key: str | None = None
    """Of the command that was typed: what it keeps, it keeps once."""
    _former = re.compile(r"(?!)")

    @property
    def name(self) -> str:
        """Its first word."""
        return self.text.partition(" ")[0]


class MessageValue(ButtonValue):
    """A message that was marked; the first version wrote it as a form's state, the same JSON."""

    channel: Id
    ts: Id
    _former = re.compile(r"(?!)")
