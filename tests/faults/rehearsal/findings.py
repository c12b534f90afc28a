"""What an act of the rehearsal comes to: what people were told, and what was found."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Told:
    """What people were told of what they wrote, by their words."""

    kept: list[str] = field(default_factory=list)
    not_saved: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Whatever else was answered: there is no reason for it here."""
    by_slack: dict[str, str] = field(default_factory=dict)
    """Slack's own errors: the bot did not answer; the words are gone, and it may be kept."""
    starved: set[str] = field(default_factory=set)
    """What was answered, or not, while a process of the bot waited long for a core."""
    said: dict[str, str] = field(default_factory=dict)
    """What each was answered, to be shown where it was not true."""
    slowest: float = 0.0

    @property
    def line(self) -> str:
        errors = Counter(self.by_slack.values())
        slack = ", ".join(f"{count} × {error}" for error, count in errors.items())
        return (
            f"{len(self.kept)} were kept, {len(self.not_saved)} could not be saved, "
            f"{len(self.unknown)} nobody can tell; Slack's own errors: {slack or 'none'}; "
            f"slowest answer {self.slowest:.1f} s; "
            f"{len(self.starved)} asked while the machine had no core for the bot"
        )

    @property
    def turned_away(self) -> list[str]:
        """What was not kept, or not answered, although the machine had room for the bot."""
        unanswered = (*self.not_saved, *self.unknown, *self.by_slack)
        return [words for words in unanswered if words not in self.starved]


@dataclass
class Found:
    """What came of an act."""

    lost: int = 0
    wrongly: int = 0
    doubled: int = 0
    lies: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return not (self.lost or self.wrongly or self.doubled or self.lies)
