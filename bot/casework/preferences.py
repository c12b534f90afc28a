"""How people want to be written to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.casework.home import Desks
from bot.casework.unit import act
from bot.domain.cadence import Gaps
from bot.domain.calendar import NoWorkingTimeError
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.permissions import answers_for_it
from bot.domain.person import TALK_HOURS, Person, Preferences
from bot.domain.refusals import (
    Empty,
    HourOutside,
    HoursTurned,
    NeverOpen,
    PastDate,
    RegionUnknown,
    TalkHoursUnread,
)
from bot.domain.rhythm import Detail
from bot.domain.team import Notes
from bot.public_holidays import holiday_check, is_known
from bot.store import Transaction
from bot.store.workspaces import Workspace


@dataclass(frozen=True)
class Chosen:
    """What the form of somebody's settings begins with."""

    person: Person
    leads: bool
    """Whether they lead a team or have kept a note."""
    said_to_lead: tuple[Person, ...]
    paused_until: date | None
    """The day of a pause that is not over."""
    contact: str | None


class Settings(Desks):
    """Acts about one's own settings."""

    @act
    def settings_of(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> Chosen:
        """What somebody chose so far."""
        me = self.known(tx, workspace, person)
        teams = tx.teams.of(workspace, [person])
        named = tx.people.some(workspace, tx.teams.said_to_lead(workspace, person))
        until = me.preferences.paused_until
        today = self.calendar(tx, me).today(self.clock())
        leads = any(team.leader(person) for team in teams)
        return Chosen(
            person=me,
            leads=leads or tx.concerns.keeps_notes(workspace, person),
            said_to_lead=tuple(sorted(named.values(), key=lambda one: one.name)),
            paused_until=until if until is not None and until > today else None,
            contact=next(
                (team.contact for team in teams if team.contact),
                tx.workspaces.get(workspace).contact,
            ),
        )

    @act
    def choose(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        person: PersonId,
        wanted: Preferences,
        said_to_lead: Sequence[PersonId] | None = None,
    ) -> Person:
        """Keep how somebody wants to be written to; what is due moves with it.

        ``said_to_lead`` are those of the named people who are still led; ``None`` leaves them.
        """
        me = self.known(tx, workspace, person)
        self._check(me, wanted)
        today = self.calendar(tx, me).today(self.clock())
        paused = wanted.paused_until
        if paused is not None and paused <= today and paused != me.preferences.paused_until:
            raise PastDate(field="day")
        days = self.calendar(tx, me)
        tx.people.choose(workspace, person, wanted)
        if wanted.paused_until != me.preferences.paused_until:
            self._absent(tx, me, days)
        if said_to_lead is not None:
            before = tx.teams.said_to_lead(workspace, person)
            gone = [one for one in before if one not in set(said_to_lead)]
            tx.teams.unsay_leads(workspace, person, gone)
        if wanted.silent and not me.preferences.silent:
            self.all_messages_off(tx, workspace, person)
        tx.people.home_behind(workspace, [person])
        return self._clocks_moved(tx, self.known(tx, workspace, person))

    @act
    def workspace_settings(
        self, tx: Transaction, workspace: WorkspaceId, person: PersonId
    ) -> Workspace:
        """What holds for everybody; only admins and the installer may see and change it."""
        found = tx.workspaces.get(workspace)
        answers_for_it(self.known(tx, workspace, person), found.installer)
        return found

    @act
    def choose_for_all(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        person: PersonId,
        *,
        notes: Notes,
        emoji: tuple[str, ...],
        reminders: int,
        detail: Detail,
        form_length: int,
        gaps: Gaps,
        eligible: int,
    ) -> None:
        """Keep what holds for everybody; only admins and the installer may."""
        found = tx.workspaces.get(workspace)
        answers_for_it(self.known(tx, workspace, person), found.installer)
        tx.workspaces.choose(
            replace(
                found,
                notes=notes,
                emoji=emoji,
                reminders=reminders,
                detail=detail,
                form_length=form_length,
                gaps=gaps,
                eligible=eligible,
            )
        )

    @act
    def reader_of(self, tx: Transaction, workspace: WorkspaceId, person: PersonId) -> Person:
        """Somebody as the reader of messages, for redrawing one of theirs."""
        return self.discreet(tx, self.known(tx, workspace, person))

    def _check(self, me: Person, wanted: Preferences) -> None:
        """Refuse what leaves no moment to write in, or cannot be read."""
        if not wanted.days:
            raise Empty(field="days")
        if wanted.start >= wanted.end:
            raise HoursTurned(field="end")
        if wanted.hour is not None and not wanted.start <= wanted.hour < wanted.end:
            raise HourOutside(field="hour")
        if wanted.region is not None and not is_known(wanted.region):
            raise RegionUnknown(field="region", part=wanted.region)
        if len(wanted.talk_hours) > TALK_HOURS:
            raise TalkHoursUnread(field="talk_hours", part=f"{len(wanted.talk_hours)}")
        ever = replace(me, preferences=replace(wanted, paused_until=None))
        try:
            ever.calendar(holiday_check).next_open(self.clock())
        except NoWorkingTimeError:
            raise NeverOpen(field="talk_hours") from None
