"""The workspace: its token, installer, safety contact and settings."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.casework.unit import Unit
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.person import Person
from bot.domain.record import FirstSteps
from bot.domain.refusals import Stale
from bot.domain.settings import WorkspaceSettings
from bot.domain.workspace import REMOVED, Workspace
from bot.payloads import Unheard, WritingAgain
from bot.store import Transaction
from bot.store.removing import ERASED_AT_ONCE


def settle_uncertain(
    unit: Unit,
    person: PersonId,
    delivery_id: str,
    *,
    arrived: bool,
) -> None:
    """Let a human say what the bot cannot find out; only admins and the installer may."""
    unit.check_admin(person)
    delivery = unit.tx.deliveries.get(unit.workspace, delivery_id)
    if delivery is None:
        raise Stale
    rows = unit.tx.deliveries
    done = rows.confirm_arrived(delivery, unit.now) if arrived else rows.confirm_missing(delivery)
    unit.tx.people.mark_admin_homes_stale(unit.workspace)
    if not done:
        raise Stale


def get_workspace_settings(unit: Unit, person: PersonId) -> Workspace:
    """What holds for everybody; only admins and the installer may see and change it."""
    unit.check_admin(person)
    return unit.installation


def save_workspace_settings(
    unit: Unit, person: PersonId, values: Mapping[str, Any]
) -> WorkspaceSettings:
    """Keep what holds for everybody; only admins and the installer may.

    What is not ``values``, by the names of the table, stays as it was.
    """
    unit.check_admin(person)
    settings = WorkspaceSettings(**{**unit.installation.values(), **values})
    settings.check()
    unit.tx.workspaces.choose(unit.workspace, settings)
    unit.tx.concerns.plan_erasures_anew(unit.workspace)
    return settings


def welcome_admin(unit: Unit, person: PersonId) -> None:
    """Make the first admin who meets the bot its installer, and write to them once."""
    me = unit.get_person(person)
    if not me.admin or not unit.tx.workspaces.set_installer(unit.workspace, person):
        return
    unit.deliver(
        DeliveryKind.ON_ADMIN,
        unit.workspace,
        "1",
        person,
        due_at=unit.now,
        days=unit.calendar(me),
    )


def installer(unit: Unit) -> Person | None:
    """Whoever installed the app, if the bot has met them."""
    person = unit.installation.installer
    return unit.tx.people.get(unit.workspace, person) if person else None


def first_steps(unit: Unit) -> FirstSteps:
    """What an admin does first, and which of it is done by now, wherever it was done."""
    return FirstSteps(
        contact=unit.installation.contact is not None,
        team=unit.tx.workspaces.has_team(unit.workspace),
    )


def step_taken(unit: Unit) -> None:
    """Let the welcome and the admins' Homes tick what is done by now."""
    unit.tx.deliveries.mark_subject_stale(unit.workspace, DeliveryKind.ON_ADMIN, unit.workspace)
    unit.tx.people.mark_admin_homes_stale(unit.workspace)


def suspend(unit: Unit, why: str) -> None:
    """Send nothing to a workspace until it is installed anew.

    Where Slack says that the app is installed no more, all of it is erased after some days.
    """
    if not unit.tx.workspaces.is_known(unit.workspace):
        return
    unit.tx.workspaces.suspend(unit.workspace, why, unit.now)
    if why in REMOVED:
        span = timedelta(days=unit.installation.removed_kept)
        unit.tx.workspaces.plan_removal(unit.workspace, unit.now + span)


def erase_removed(unit: Unit, limit: int = ERASED_AT_ONCE) -> bool:
    """Erase some of a workspace that removed the app and did not come back in time.

    Gives whether there may be more. Once begun it comes to its end, whoever installs it meanwhile.
    """
    erase_at = unit.tx.workspaces.hold_removal(unit.workspace)
    if erase_at is None:
        return False
    if erase_at > unit.now and not unit.installation.erasing:
        return False
    return unit.tx.erase_workspace(unit.workspace, unit.now, limit)


def erase_all_removed(tx: Transaction, now: datetime) -> bool:
    """Erase, at a start, what is over of any workspace: the rounds may never be reached.

    Gives whether there may be more.
    """
    return any(erase_removed(Unit(tx, now, workspace)) for workspace in tx.workspaces.installed())


def note_refused(tx: Transaction, error: str, now: datetime) -> None:
    """Keep that Slack refuses the token at a start, where only one workspace can be meant."""
    workspaces = tx.workspaces.installed()
    if len(workspaces) == 1:
        suspend(Unit(tx, now, workspaces[0]), error)


def install(
    unit: Unit,
    *,
    name: str,
    domain: str,
    bot_user: PersonId,
    installer: PersonId | None,
) -> bool:
    """Remember the workspace the token belongs to; its sending begins, or begins again.

    False where something of it is still to be erased: then that is done, and this is asked again.
    """
    if erase_removed(unit):
        return False
    unit.tx.workspaces.save(
        unit.workspace,
        name=name,
        domain=domain,
        bot_user=bot_user,
        installer=installer,
        now=unit.now,
    )
    resume(unit)
    return True


def is_served(unit: Unit) -> bool:
    """Whether Slack may be asked something: it takes the token, as far as is known."""
    rows = unit.tx.workspaces
    return rows.is_known(unit.workspace) and rows.get(unit.workspace).suspended is None


def suspended(tx: Transaction) -> list[WorkspaceId]:
    """Workspaces that nothing is sent to."""
    return tx.workspaces.suspended()


def resume(unit: Unit) -> None:
    """Go on sending; whoever installed the bot is told once since when it could not."""
    home = unit.installation
    unit.tx.deliveries.reconcile_again(unit.workspace, unit.tx.lease_now())
    if home.suspended is None or home.erasing:
        return
    unit.tx.workspaces.resume(unit.workspace)
    person = installer(unit)
    if person is not None and home.suspended_at is not None:
        unit.deliver(
            DeliveryKind.BACK,
            unit.workspace,
            home.suspended_at.isoformat(timespec="seconds"),
            person.id,
            due_at=unit.now,
            days=unit.calendar(person),
            payload=WritingAgain(since=home.suspended_at),
        )


def tell_unheard(unit: Unit, since: datetime) -> None:
    """Tell whoever installed the bot that it cannot hear Slack: once a day at the most."""
    person = installer(unit)
    if person is None:
        return
    days = unit.calendar(person)
    unit.deliver(
        DeliveryKind.UNHEARD,
        unit.workspace,
        days.today(unit.now).isoformat(),
        person.id,
        due_at=unit.now,
        days=days,
        payload=Unheard(since=since),
    )
