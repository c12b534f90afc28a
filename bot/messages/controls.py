"""The name of each button, menu, field and form; drawn by views, heard by listeners."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.concern import Concern


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
    KEEP_PRIVATE = "keep_private"
    BACK = "back"
    OFFER_YES = "offer_yes"
    OFFER_NO = "offer_no"
    OFFER_SELF = "offer_self"
    OFFER_NEVER = "offer_never"
    OFFER_TAKE_OFF = "offer_take_off"
    """Don't ask."""
    CHOOSE_WHO = "choose_who"
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
    PAUSE = "pause"
    SETTINGS = "settings"
    WORKSPACE = "workspace"
    """Settings of the whole workspace, for admins."""
    LESS = "less"
    """Write to me less: the same settings, from a card."""
    CONTACT = "contact"
    HOW = "how"
    NOT_NOW = "not_now"
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
    PAGE = "page"
    """Another page of a list; the value is the page's number."""


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
    DIGEST = "friday_form"


class Shortcut(StrEnum):
    """``callback_id`` of the app's shortcuts, as the manifest names them."""

    SAY = "tell_my_leader"
    NOTE = "note_a_talk"
    MESSAGE = "come_back_to_this"


class Field(StrEnum):
    """``block_id`` and ``action_id`` of each input; errors of a submission are keyed by it."""

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
    LEADERS = "leaders"
    MEMBERS = "members"
    CONTACT_PERSON = "contact_person"
    CONTACT_LINE = "contact_line"
    DIGEST_DAY = "digest_day"
    DIGEST_AT = "digest_at"
    FIGURES = "figures"
    DIGEST_WISHES = "digest_wishes"
    """How often a note comes, and whether it has a chart."""
    ZONE = "zone"
    EMOJI = "emoji"
    NOTES = "notes"
    REMINDERS = "reminders"
    FORM_LENGTH = "form_length"
    GAPS = "gaps"
    ELIGIBLE = "eligible"
    HOUR = "hour"
    MESSAGE_DAYS = "message_days"
    ITEMS = "items"
    TALK_HOURS = "talk_hours"
    SAID_TO_LEAD = "said_to_lead"
    START = "start"
    END = "end"
    DAYS = "days"
    REGION = "region"
    LANGUAGE = "language"
    DETAIL_SHOWN = "detail_shown"
    """What messages say of a concern."""
    WISHES = "wishes"
    SORT = "sort"
    """One line of the form for sorting; its block names the concern and the step."""
    NOTE_STEPS = "note_steps"
    LINE_1 = "line_1"
    """What changed, in a leader's words; three lines at most."""
    LINE_2 = "line_2"
    LINE_3 = "line_3"


@dataclass(frozen=True)
class Reference:
    """What a button's value says: which concern, and for which of its steps it was drawn."""

    concern: str
    step: int


def value(concern: Concern) -> str:
    """The value of a button that acts on ``concern`` as it stands."""
    return f"{concern.id}:{concern.step_no}"


def reference(text: str) -> Reference:
    """Read a button's value. Raises ``ValueError`` for one that no button of ours has."""
    concern, _, step = text.partition(":")
    if not concern or not step.isdigit():
        raise ValueError("not a value of one of our buttons")
    return Reference(concern, int(step))


def newcomer(team: str, person: str) -> str:
    """The value of a button about somebody who joined a team's channel."""
    return f"{team}:{person}"


def read_newcomer(text: str) -> tuple[str, str]:
    """Read it: the team and the person. Raises ``ValueError`` for anything else."""
    team, _, person = text.partition(":")
    if not team or not person:
        raise ValueError("not a value of one of our buttons")
    return team, person


def note_value(team: str, week: object) -> str:
    """The value of a button that acts on a team's note of one ISO week."""
    return f"{team}:{week}"


def read_note_value(text: str) -> tuple[str, str]:
    """Read it: team and week. Raises ``ValueError`` for one that no button of ours has."""
    team, _, week = text.partition(":")
    if not team or not week:
        raise ValueError("not a value of one of our buttons")
    return team, week


def option_value(button: Button, text: str) -> str:
    """The value of an overflow's option that stands for ``button``."""
    return f"{button.value}|{text}"


def read_option(text: str) -> tuple[Button, str]:
    """Read an overflow's option. Raises ``ValueError`` for a foreign one."""
    button, _, rest = text.partition("|")
    return Button(button), rest
