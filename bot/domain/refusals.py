"""Every reason the bot may say no.

Refusal
├── a sentence of ``err.*`` in ``messages/locales`` named by :attr:`Refusal.key`
└── :class:`Stale`, :class:`NotYours`: the two that listeners treat apart

A refusal changes nothing. ``listeners/errors.py`` turns it into the sentence.
"""

from typing import ClassVar


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not a fault)
    """That didn't work, and nothing was changed."""

    key: ClassVar[str] = "err-generic"

    def __init__(self, *, field: str | None = None, **facts: str) -> None:
        """Refuse, naming the form's ``field`` it is about and the ``facts`` its sentence needs."""
        super().__init__(self.key)
        self.field = field
        self.facts = facts
        self.repeats = True
        """Whether a command that is refused repeats what was typed, to be copied."""


class Held(Refusal):
    """It comes from a back-up, and waits for the yes of whoever raised it."""

    key = "err-held"


class AppRemoved(Refusal):
    """The app was removed from this workspace: nothing is kept of what still comes."""

    key = "err-app_removed"


class Unread(Refusal):
    """Slack did not say now who somebody is or who is in a channel; fact ``unread``: their ids."""


class Stale(Refusal):
    """The concern has moved on since the button was drawn."""

    key = "err-stale"


class TooLate(Stale):
    """The time in which it could be opened again is over."""

    key = "err-too_late"


class ContactGone(Refusal):
    """There is no safety contact now; fact ``person``: an admin to turn to instead."""

    key = "err-contact_gone"


class NobodyToTurnTo(ContactGone):
    """There is no safety contact now, and no admin who leads none of one's teams."""

    key = "err-contact_gone-nobody"


class NotYours(Refusal):
    """Unknown and forbidden alike: nobody learns from the answer what exists."""

    key = "err-not_yours"


class NoLeader(Refusal):
    """Nobody is known to lead the writer."""

    key = "err-no_leader"


class AuthorHasNoLeader(Refusal):
    """Nobody is known to lead the author of a marked message; fact ``person``."""

    key = "err-author_no_leader"


class AskedAlready(Refusal):
    """The author of a message is asked about it once, or not at all; fact ``person``."""

    key = "err-asked_already"


class LeaderOff(Refusal):
    """The leader has not accepted the promise."""

    key = "err-leader_off"


class TeamWaiting(Refusal):
    """The team has no admin's yes; fact ``channel``."""

    key = "err-waiting"


class AdminNeeded(Refusal):
    """Nobody is known who answers for the app: an admin is to be picked who is asked."""

    key = "err-admin_needed"


class NoAdmin(Refusal):
    """The one picked to approve a team is no admin here; fact ``person``."""

    key = "err-no_admin"


class DeclinedLately(Refusal):
    """An admin said *Not now*; fact ``date``, from when on it may be asked again, ISO 8601."""

    key = "err-declined_lately"


class ApprovalsUsed(Refusal):
    """So many teams were handed to admins within a day at the wish of one."""

    key = "err-approvals_used"


class InvitationsUsed(Refusal):
    """So many leaders were invited within a day at the wish of one."""

    key = "err-invitations_used"


class NotListed(Refusal):
    """Somebody is not on a team's list, and cannot leave it."""

    key = "err-not_listed"


class LedElsewhere(Refusal):
    """What is about how somebody is led does not go to the one who leads them."""

    key = "err-led"


class WithThem(Refusal):
    """It is with them already; fact ``person``."""

    key = "err-with_them"


class WithAnother(Refusal):
    """It is with somebody else, whom what is added would not reach; fact ``person``."""

    key = "err-with_another"


class OffersUsed(Refusal):
    """A colleague had somebody asked about their messages often enough today; fact ``person``."""

    key = "err-offers_used"


class NoContact(Refusal):
    """There is no safety contact who may be one, so nothing can be raised."""

    key = "err-no_contact"


class ContactMissing(Refusal):
    """Neither a person nor a line of text is named as safety contact."""

    key = "err-contact_missing"


class ContactIsLeader(Refusal):
    """A team's leader cannot be its contact for danger."""

    key = "err-contact_is_leader"


class Oneself(Refusal):
    """A person cannot be their own leader or their own note."""

    key = "err-self"


class Guest(Refusal):
    """Guests, bots and people from outside take no part."""

    key = "err-guest"


class NotATeam(Refusal):
    """The command was typed where no team can be."""

    key = "err-not_a_team"


class InviteMe(Refusal):
    """The bot is not a member of the channel."""

    key = "err-invite_me"


class NotMembers(Refusal):
    """Some of the chosen people cannot be on a team; fact ``names``."""

    key = "err-not_member"


class NotInChannel(Refusal):
    """Some of the chosen people are not in the team's channel; fact ``names``."""

    key = "err-not_in_channel"


class TooLong(Refusal):
    """Text over its limit; fact ``n`` is the limit in characters."""

    key = "err-too_long"


class Empty(Refusal):
    """No words at all."""

    key = "err-empty"


class LineNeeded(Refusal):
    """The words of then are erased: one new line is needed."""

    key = "err-empty"


class DateUnread(Refusal):
    """A part that looks like a day cannot be read as one; fact ``part``."""

    key = "err-date_unread"


class PastDate(Refusal):
    """The day is today or past."""

    key = "err-past_date"


class FarDate(Refusal):
    """The day is too far away; fact ``date`` is the latest one, ISO 8601."""

    key = "err-far_date"


class LongPause(Refusal):
    """A pause of over a year; fact ``date`` is the latest day it may end on, ISO 8601."""

    key = "err-long_pause"


class CloseShort(Refusal):
    """Closing without change needs the leader's own words."""

    key = "err-close_short"


class HoursTurned(Refusal):
    """Work begins after it ends."""

    key = "err-hours"


class NeverOpen(Refusal):
    """Days, hours and talk hours leave no moment in which anything could be sent."""

    key = "err-never_open"


class HourOutside(Refusal):
    """The chosen hour lies outside the working hours; facts ``begins`` and ``ends``."""

    key = "err-hour_outside"


class RegionUnknown(Refusal):
    """Nobody knows the public holidays of that region; fact ``part``."""

    key = "err-region"


class RegionPartNeeded(Refusal):
    """Public holidays differ within that country; facts ``part`` and an ``example`` of one."""

    key = "err-region_part"


class EmojiUnread(Refusal):
    """That is no emoji of Slack's; fact ``part``."""

    key = "err-emoji"


class ZoneUnknown(Refusal):
    """No time zone is called so; fact ``part``."""

    key = "err-zone"


class GapsUnread(Refusal):
    """A line of gaps cannot be read; fact ``part``."""

    key = "err-gaps"


class TalkHoursUnread(Refusal):
    """A line of talk hours cannot be read; fact ``part``."""

    key = "err-talk_hours"


class NoDirectMessage(Refusal):
    """A person cannot be written to; fact ``person``."""

    key = "err-no_dm"


class NotesOff(Refusal):
    """Private notes are switched off in this workspace."""

    key = "err-notes_off"


class Teammate(Refusal):
    """Two on one team of whom neither leads the other keep no notes on each other."""

    key = "err-teammate"


class DoesNotLead(Refusal):
    """The person said that the writer does not lead them; fact ``person``."""

    key = "err-does_not_lead"


class SharesUsed(Refusal):
    """So many notes were shared today with people nobody but the writer says they lead."""

    key = "err-shares_used"


class TooFast(Refusal):
    """Somebody catches more within a minute than anybody types."""

    key = "err-rate"


class SuggestedAlready(Refusal):
    """It was suggested to the same person this month; fact ``person``."""

    key = "err-suggested"


class SuggestionsUsed(Refusal):
    """So many people were written to this month at the wish of one."""

    key = "err-suggestions_used"


class NoFiles(Refusal):
    """The app was installed without the permission to send files."""

    key = "err-no_files"


class NotOpened(Refusal):
    """Slack would not open a form; nothing was changed."""


class NotSaved(Refusal):
    """The database did not take it."""

    key = "err-not_saved"


class Unexpected(Refusal):
    """Something broke that should not; nothing was changed. Facts: ``reference``, in the log."""

    key = "err-unexpected"


class NotShown(Refusal):
    """It was saved, and then something broke. Facts: ``reference``, in the log."""

    key = "err-not_shown"


class OthersFirst(NotSaved):
    """Each time it was tried the database let others go first: the moment's fault, not its own."""


class MaybeSaved(NotSaved):
    """The database was asked to keep it, and nobody can tell whether it did."""

    key = "err-maybe_saved"
