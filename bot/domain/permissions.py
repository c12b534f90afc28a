"""Who may see and do what: one table, which the gate uses and "Who sees what?" tells."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.concern import Concern
from bot.domain.concern.states import Kind, Role, State
from bot.domain.ids import PersonId
from bot.domain.person import Person
from bot.domain.refusals import NotYours


class Viewer(StrEnum):
    """The rows of the table: what somebody is, seen from one concern."""

    RAISER = "raiser"
    PERSON_SHARED = "person_shared"
    PERSON_PRIVATE = "person_private"
    OWNER = "owner"
    FORMER_LEADER = "former_leader"
    OTHER_LEADER = "other_leader"
    MEMBER = "member"
    ADMIN = "admin"


class Resource(StrEnum):
    """The columns of the table: what there is to see, and to delete."""

    WORDS = "words"
    TOPIC = "topic"
    STATUS = "status"
    WHO = "who"
    STEP = "step"
    PRIVATE_ANSWER = "private_answer"
    OPENINGS = "openings"
    DELETE = "delete"


class Grant(StrEnum):
    """How much of it."""

    YES = "yes"
    NO = "no"
    OWN = "own"
    SHARED = "shared"
    EXPORT = "export"
    OTHERS = "others"
    NOTES = "notes"
    TICKED = "ticked"


_SEES_NOTHING = dict.fromkeys(Resource, Grant.NO)

PERMISSIONS: Mapping[Viewer, Mapping[Resource, Grant]] = {
    Viewer.RAISER: {
        Resource.WORDS: Grant.OWN,
        Resource.TOPIC: Grant.OWN,
        Resource.STATUS: Grant.OWN,
        Resource.WHO: Grant.OWN,
        Resource.STEP: Grant.SHARED,
        Resource.PRIVATE_ANSWER: Grant.OWN,
        Resource.OPENINGS: Grant.OTHERS,
        Resource.DELETE: Grant.OWN,
    },
    Viewer.PERSON_SHARED: {
        Resource.WORDS: Grant.YES,
        Resource.TOPIC: Grant.YES,
        Resource.STATUS: Grant.YES,
        Resource.WHO: Grant.YES,
        Resource.STEP: Grant.SHARED,
        Resource.PRIVATE_ANSWER: Grant.OWN,
        Resource.OPENINGS: Grant.OTHERS,
        Resource.DELETE: Grant.YES,
    },
    Viewer.PERSON_PRIVATE: {
        **_SEES_NOTHING,
        Resource.WORDS: Grant.EXPORT,
        Resource.TOPIC: Grant.EXPORT,
        Resource.STATUS: Grant.EXPORT,
        Resource.WHO: Grant.EXPORT,
        Resource.DELETE: Grant.YES,
    },
    Viewer.OWNER: {
        Resource.WORDS: Grant.YES,
        Resource.TOPIC: Grant.YES,
        Resource.STATUS: Grant.YES,
        Resource.WHO: Grant.YES,
        Resource.STEP: Grant.OWN,
        Resource.PRIVATE_ANSWER: Grant.NO,
        Resource.OPENINGS: Grant.NO,
        Resource.DELETE: Grant.NOTES,
    },
    Viewer.FORMER_LEADER: _SEES_NOTHING,
    Viewer.OTHER_LEADER: _SEES_NOTHING,
    Viewer.MEMBER: {**_SEES_NOTHING, Resource.STEP: Grant.TICKED},
    Viewer.ADMIN: _SEES_NOTHING,
}

_VIEWERS = {
    (Role.OWNER, Kind.RAISED): Viewer.OWNER,
    (Role.OWNER, Kind.NOTE): Viewer.OWNER,
    (Role.OWNER, Kind.SHARED): Viewer.OWNER,
    (Role.RAISER, Kind.RAISED): Viewer.RAISER,
    (Role.RAISER, Kind.SHARED): Viewer.PERSON_SHARED,
}


def is_admin(person: Person, installer: PersonId | None) -> bool:
    """Whether somebody decides for the workspace: Slack's owners and admins, and the installer."""
    return person.member and (person.admin or person.id == installer)


def gate(concern: Concern | None, person: PersonId) -> Role:
    """What ``person`` is to ``concern``: the only way from a named id to a concern.

    Raises :class:`NotYours` for an unknown one and for a stranger's alike, and for the leader of
    what is still only offered, taken back or handed over.
    """
    if concern is None:
        raise NotYours
    role = concern.role(person)
    viewer = _VIEWERS.get((role, concern.kind)) if role is not None else None
    if role is None or viewer is None or PERMISSIONS[viewer][Resource.WORDS] is Grant.NO:
        raise NotYours
    if role is Role.OWNER and concern.state in (State.OFFERED, State.HANDED_OVER):
        raise NotYours
    return role
