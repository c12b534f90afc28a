"""Queries about whom somebody leads by their own word, for notes only, and who is told of that."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection, delete, literal, select

from bot.domain.concern.states import Kind, State
from bot.domain.delivery import DeliveryKind
from bot.domain.ids import ConcernId, PersonId, WorkspaceId
from bot.store.erasures import Erased
from bot.store.tables import concern, delivery, says_leads
from bot.store.tables import person as people
from bot.store.workspaces import upsert

Noted = Callable[[Erased, WorkspaceId, Collection[str]], None]
"""Told what is erased, or taken back, of which workspace, by ids."""


class Leadership:
    """Queries about whom somebody leads by their own word."""

    def __init__(self, connection: Connection, erased: Noted) -> None:
        """Ask through ``connection``; ``erased`` is told of what a back-up must not undo."""
        self._connection = connection
        self._erased = erased

    def say_leads(self, workspace: WorkspaceId, leader: PersonId, person: PersonId) -> None:
        """Remember that ``leader`` said in a note's form that they lead ``person``."""
        query = upsert(self._connection, says_leads).values(
            workspace=workspace, leader=leader, person=person
        )
        self._connection.execute(query.on_conflict_do_nothing())

    def deny_leads(self, workspace: WorkspaceId, leader: PersonId, person: PersonId) -> None:
        """Remember that ``person`` said that ``leader`` does not lead them."""
        query = upsert(self._connection, says_leads).values(
            workspace=workspace, leader=leader, person=person, denied=True
        )
        self._connection.execute(
            query.on_conflict_do_update(
                index_elements=["workspace", "leader", "person"], set_={"denied": True}
            )
        )
        self._erased(Erased.LEADING, workspace, [f"{leader}:{person}"])

    def says_to_lead(self, workspace: WorkspaceId, leader: str, person: str) -> bool | None:
        """Whether ``leader`` said to lead ``person``; false where that person says otherwise.

        ``None`` where nobody has said anything.
        """
        query = select(says_leads.c.denied).where(
            says_leads.c.workspace == workspace,
            says_leads.c.leader == leader,
            says_leads.c.person == person,
        )
        denied = self._connection.scalar(query)
        return None if denied is None else not denied

    def said_to_lead(self, workspace: WorkspaceId, leader: str) -> list[PersonId]:
        """Give those whom ``leader`` said to lead in the form of a note."""
        query = select(says_leads.c.person).where(
            says_leads.c.workspace == workspace,
            says_leads.c.leader == leader,
            ~says_leads.c.denied,
        )
        return [PersonId(value) for value in self._connection.scalars(query.order_by("person"))]

    def unsay_leads(self, workspace: WorkspaceId, leader: str, people: Sequence[str]) -> None:
        """Forget that ``leader`` said to lead ``people``; their notes stay."""
        self._connection.execute(
            delete(says_leads).where(
                says_leads.c.workspace == workspace,
                says_leads.c.leader == leader,
                says_leads.c.person.in_(people),
                ~says_leads.c.denied,
            )
        )

    def untold_notes(self, workspace: WorkspaceId, limit: int) -> list[ConcernId]:
        """Give a private note of each leader and person where no message says that they are kept.

        ``limit`` pairs at the most; of people whom the bot has met, since no other can be told.
        """
        query = select(delivery.c.id).where(
            delivery.c.workspace == concern.c.workspace,
            delivery.c.kind == DeliveryKind.NOTE_KEPT,
            delivery.c.subject == concern.c.owner + literal(":") + concern.c.raiser,
        )
        earlier = concern.alias("earlier")
        same_pair = select(earlier.c.id).where(
            earlier.c.workspace == concern.c.workspace,
            earlier.c.owner == concern.c.owner,
            earlier.c.raiser == concern.c.raiser,
            earlier.c.kind == Kind.NOTE,
            earlier.c.state != State.WITHDRAWN,
            earlier.c.id < concern.c.id,
        )
        pairs = (
            select(concern.c.id)
            .join(
                people,
                (people.c.workspace == concern.c.workspace) & (people.c.id == concern.c.raiser),
            )
            .where(
                concern.c.workspace == workspace,
                concern.c.kind == Kind.NOTE,
                concern.c.state != State.WITHDRAWN,
                concern.c.owner.is_not(None),
                ~same_pair.exists(),
                ~query.exists(),
            )
            .limit(limit)
        )
        return [ConcernId(note) for note in self._connection.scalars(pairs)]
