"""What a view remembers while it is open: ids and places, and words not yet stored."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.domain.calendar import IsoWeek
from bot.messages.controls import Id, MalformedError, Week

METADATA_LIMIT = 3000
"""Slack's, for ``private_metadata``."""

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*$")]


class PagedList(StrEnum):
    """A list whose pages are turned."""

    MINE = "mine"
    """What somebody said."""
    WAITING = "list"
    """What waits for a leader."""
    DATA = "data"
    """Everything by or about somebody."""


class Behind(StrEnum):
    """What a form was opened from, where that shows what comes of it."""

    MESSAGE = "message"
    """A message or Home: drawn anew after the reply."""
    LIST = "list"
    """A leader's list: drawn anew after the reply."""
    VIEW = "view"
    """Another view: it is closed with the form."""


class ViewState(BaseModel):
    """The ``private_metadata`` of a view."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)

    concern: Id | None = None
    step: int | None = None
    """The concern's step the view was drawn for."""
    link: Line | None = None
    """The marked message's address."""
    channel: Id | None = None
    channel_name: Line | None = None
    """As Slack calls it, without the hash sign; for the form of its team."""
    private: bool | None = None
    """Whether that channel is private."""
    ts: Id | None = None
    """The marked message."""
    author: Id | None = None
    """Who wrote the marked message."""
    person: Id | None = None
    """The one it is for or about, where the form does not ask."""
    team: Id | None = None
    """The team whose promise or digest it is."""
    week: Week | None = None
    """The digest's."""
    listing: PagedList | None = None
    """Which list it shows."""
    more: bool | None = None
    """Whether the form shows all its settings: [More settings] was pressed."""
    behind: Behind | None = None
    """What the form was opened from; ``None`` where nothing shows what comes of it."""
    words: str | None = None
    """What was typed and is stored nowhere yet: "Who is this for?" has no field for it."""

    @classmethod
    def of_digest(cls, team: str, week: IsoWeek) -> "ViewState":
        """The state of the form of a team's digest."""
        return cls(team=team, week=str(week))

    def to_json(self) -> str:
        """As Slack keeps it; words too long for it are cut, and still stand in the view."""
        text = self._dumped()
        if len(text) > METADATA_LIMIT and self.words is not None:
            low, high = 0, len(self.words)
            while low < high:
                middle = (low + high + 1) // 2
                fits = len(self._with_words(middle)._dumped()) <= METADATA_LIMIT
                low, high = (middle, high) if fits else (low, middle - 1)
            text = self._with_words(low)._dumped()
        if len(text) > METADATA_LIMIT:
            raise ValueError("a view cannot carry that much")
        return text

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read it back. Raises :class:`MalformedError` for anything of another shape."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            raise MalformedError("private_metadata") from None

    def _with_words(self, most: int) -> Self:
        return self.model_copy(update={"words": (self.words or "")[:most]})

    def _dumped(self) -> str:
        return self.model_dump_json(exclude_none=True)
