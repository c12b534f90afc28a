"""What a view remembers while it is open: ids and places, and words not yet stored."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

METADATA_LIMIT = 3000


@dataclass(frozen=True, kw_only=True)
class ViewState:
    """The ``private_metadata`` of a view."""

    concern: str | None = None
    step: int | None = None
    """The concern's step the view was drawn for."""
    link: str | None = None
    channel: str | None = None
    ts: str | None = None
    """The marked message."""
    author: str | None = None
    """Who wrote the marked message."""
    person: str | None = None
    """The one it is for or about, where the form does not ask."""
    origin: str | None = None
    """Where it was caught; for a list, which one it is."""
    words: str | None = None
    """What was typed and is stored nowhere yet: "Who is this for?" has no field for it."""

    def to_json(self) -> str:
        """As Slack keeps it; words too long for it are cut, and still stand in the view."""
        text = _dumped(self)
        if len(text) > METADATA_LIMIT and self.words is not None:
            low, high = 0, len(self.words)
            while low < high:
                middle = (low + high + 1) // 2
                shorter = replace(self, words=self.words[:middle])
                low, high = (
                    (middle, high) if len(_dumped(shorter)) <= METADATA_LIMIT else (low, middle - 1)
                )
            text = _dumped(replace(self, words=self.words[:low]))
        if len(text) > METADATA_LIMIT:
            raise ValueError("a view cannot carry that much")
        return text

    @classmethod
    def from_json(cls, text: str) -> "ViewState":
        """Read it back. Raises ``ValueError`` for anything of another shape."""
        found: Any = json.loads(text) if text else {}
        if not isinstance(found, dict):
            raise ValueError("not what a view of ours carries")
        known = {field.name: int if field.name == "step" else str for field in fields(cls)}
        for name, value in found.items():
            if name not in known or type(value) is not known[name]:
                raise ValueError("not what a view of ours carries")
        return cls(**found)


def _dumped(view_state: ViewState) -> str:
    kept = {name: value for name, value in asdict(view_state).items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
