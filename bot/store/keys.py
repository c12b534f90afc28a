"""A workspace's keys as its row keeps them: each wrapped by a master key, with its canary."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.store.sealing import (
    KeyRing,
    Label,
    Sealer,
    SealingError,
    fresh_data_key,
)

HASH_KEY = 0
"""The number of the key that hashes are made with; it seals nothing, and is never renewed."""
_CANARY = "heard"


@dataclass(frozen=True)
class WorkspaceKey:
    """One wrapped key of a workspace."""

    number: int
    master: str
    """The name of the master key that wrapped it."""
    sealed: bytes
    """Empty where a version without keys left nothing sealed."""
    canary: bytes | None = None
    """What the key sealed when it was made; ``None``: the first version's key."""

    def to_row(self) -> dict[str, Any]:
        """As the row keeps it."""
        return {
            "number": self.number,
            "master": self.master,
            "sealed": base64.b64encode(self.sealed).decode(),
            "canary": None if self.canary is None else base64.b64encode(self.canary).decode(),
        }

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "WorkspaceKey":
        """Back from :meth:`to_row`."""
        return cls(
            number=row["number"],
            master=row["master"],
            sealed=base64.b64decode(row["sealed"]),
            canary=None if row["canary"] is None else base64.b64decode(row["canary"]),
        )


def first_keys(workspace: str, ring: KeyRing) -> tuple[WorkspaceKey, ...]:
    """Make the keys of a workspace in which nothing is sealed yet."""
    return (
        _wrapped(workspace, ring, HASH_KEY, fresh_data_key()),
        next_key(workspace, ring, ()),
    )


def next_key(workspace: str, ring: KeyRing, keys: Iterable[WorkspaceKey]) -> WorkspaceKey:
    """Make the data key that seals from now on."""
    number = max((key.number for key in keys), default=HASH_KEY) + 1
    return _wrapped(workspace, ring, number, fresh_data_key())


def rewrapped(workspace: str, ring: KeyRing, key: WorkspaceKey) -> WorkspaceKey:
    """Wrap a key by the newest master key. Raises :class:`SealingError`."""
    master, sealed = ring.wrap(workspace, ring.unwrap(workspace, key.master, key.sealed))
    return WorkspaceKey(key.number, master, sealed, key.canary)


def renewing(keys: Iterable[WorkspaceKey]) -> bool:
    """Whether more than one data key is in use, or the first version's: values are sealed anew."""
    data = [key for key in keys if key.number != HASH_KEY]
    return len(data) > 1 or any(key.canary is None for key in data)


def sealer_of(workspace: str, ring: KeyRing, keys: Iterable[WorkspaceKey]) -> Sealer:
    """Give the sealer that works with a workspace's keys. Raises :class:`SealingError`."""
    opened = {
        key.number: ring.unwrap(workspace, key.master, key.sealed)
        for key in keys
        if key.number == HASH_KEY or key.canary is not None
    }
    hash_key = opened.pop(HASH_KEY, None)
    if hash_key is None or not opened:
        raise SealingError("the workspace has no key to seal with")
    return Sealer(workspace, opened, hash_key)


def check_key(workspace: str, ring: KeyRing, key: WorkspaceKey) -> None:
    """Open what a key sealed when it was made. Raises :class:`SealingError` where it does not."""
    if not key.sealed:
        return
    opened = ring.unwrap(workspace, key.master, key.sealed)
    if key.canary is None:
        return
    sealer = Sealer(workspace, {key.number: opened}, opened)
    if sealer.open(Label.CANARY, str(key.number), key.canary) != _CANARY:
        raise SealingError("a key opens something else than what it sealed")


def problem_with(workspace: str, ring: KeyRing, keys: Iterable[WorkspaceKey]) -> str | None:
    """Say in a sentence which of a workspace's keys the master keys do not open."""
    for key in keys:
        if key.sealed and not ring.has(key.master):
            return (
                f"What rests in this database is sealed with the master key {key.master}, and the "
                f"bot was given {', '.join(ring.names)} only. Put that key back from its backup; "
                "without it no word can be read."
            )
        try:
            check_key(workspace, ring, key)
        except SealingError:
            return (
                f"The keys of the workspace {workspace} do not open with the master key they name. "
                "Restore database and key from backups that belong together."
            )
    return None


def _wrapped(workspace: str, ring: KeyRing, number: int, key: bytes) -> WorkspaceKey:
    canary = Sealer(workspace, {number: key}, key).seal(Label.CANARY, str(number), _CANARY)
    return WorkspaceKey(number, *ring.wrap(workspace, key), canary)
