"""The gallery: everything the bot says to one person or a channel, in the order of a life."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.delivery import DeliveryKind
from docs.samples import Samples
from docs.scenes import (
    approval,
    day,
    friday,
    homes,
    keeping,
    leading,
    limits,
    marks,
    moving,
    pages,
    raiser,
    rights,
    saying,
    start,
)
from docs.scenes.scene import Scene, Shown

SCENES_OF_KINDS = {
    DeliveryKind.DAY: ("A leader's messages", "several, 1"),
    DeliveryKind.TODAY: ("A leader's messages", "new, act"),
    DeliveryKind.WEEKLY_LIST: ("A leader's messages", "the weekly list, all settled"),
    DeliveryKind.NOTICE: ("Messages to whoever said something", "step"),
    DeliveryKind.CHECK_IN: (
        "Messages to whoever said something",
        "question: first, of a talk",
    ),
    DeliveryKind.DIGEST: ("Weekly digest", "Numbers"),
    DeliveryKind.OFFER: ("A colleague's mark", "To the author, by an emoji"),
    DeliveryKind.INVITE: ("First steps", "A leader is invited"),
    DeliveryKind.SUGGEST: ("First steps", "To whoever it is suggested to"),
    DeliveryKind.ON_CHANNEL: ("First steps", "In the channel"),
    DeliveryKind.STRUCK_OFF: ("First steps", "A leader is taken off, 3 left"),
    DeliveryKind.ON_ADMIN: ("First steps", "To whoever installed it"),
    DeliveryKind.BACK: ("First steps", "To whoever installed it, when it may write again"),
    DeliveryKind.MESSAGE_GONE: ("A colleague's mark", "Whose message was deleted"),
    DeliveryKind.UNHEARD: ("First steps", "To whoever installed it, when Slack cannot be heard"),
    DeliveryKind.SAFE_ASK: ("Pages", "To that person"),
    DeliveryKind.ON_APPROVE: ("Who may", "To an admin"),
    DeliveryKind.APPROVAL: ("Who may", "To whoever asked: yes"),
    DeliveryKind.LISTED: ("Who may", "On a team's list"),
    DeliveryKind.NOTE_KEPT: ("Who may", "Notes are kept"),
    DeliveryKind.CONTACT_NEEDED: ("Who may", "A contact leads the team"),
    DeliveryKind.DATA_SOON: ("How long it is kept", "about to be deleted"),
    DeliveryKind.RESTORE_ASK: ("How long it is kept", "from a back-up, not read before"),
    DeliveryKind.DATA_FILE: ("What is kept about you", "The file"),
}
"""For each kind of message that the bot starts, the part and name of a scene that shows it."""

Gallery = Mapping[str, Callable[[Samples], Iterator[tuple[str, Shown]]]]

GALLERY: Gallery = {
    "First steps": start.scenes,
    "Who may": approval.scenes,
    "Saying something": saying.scenes,
    "A leader's messages": day.scenes,
    "What a leader opens": leading.scenes,
    "Messages to whoever said something": raiser.raiser,
    "What they open": raiser.own,
    "Where it goes": moving.scenes,
    "How long it is kept": keeping.scenes,
    "Notes after a talk": marks.notes,
    "A colleague's mark": marks.offers,
    "Home and lists": homes.scenes,
    "Weekly digest": friday.scenes,
    "Pages": pages.scenes,
    "What is kept about you": rights.scenes,
    "When it says no": pages.refused,
}
"""The parts of the voice page, each with what draws its scenes."""
LIMITS: Gallery = {
    "Messages at their limits": limits.messages,
    "Forms at their limits": limits.forms,
    "Views at their limits": limits.views,
    "Homes at their limits": limits.homes,
}
"""What the voice page leaves out, because it would say the same again and again."""


@dataclass(frozen=True)
class Scenes:
    """All scenes of some samples."""

    samples: Samples = field(default_factory=Samples)

    def all(self) -> Iterator[Scene]:
        """Every scene of the voice page, from the first day to Friday's note."""
        for part, draw in GALLERY.items():
            for name, shown in draw(self.samples):
                yield Scene(part, name, shown)

    def limits(self) -> Iterator[Scene]:
        """Every kind of concern in every state, crowds, and lists of many pages."""
        for part, draw in LIMITS.items():
            for name, shown in draw(self.samples):
                yield Scene(part, name, shown)
