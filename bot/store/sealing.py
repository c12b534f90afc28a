"""Sealing of words and tokens: AES-256-GCM, a data key per workspace, master keys outside.

Each text is bound to its workspace, table, row and column, so that a sealed text moved elsewhere
does not open. Rotation re-wraps one row per workspace; deleting a workspace's key erases its words
in every backup.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
"""Length of a key: AES-256."""
NONCE_BYTES = 12


class SealingError(Exception):
    """A sealed text cannot be opened with the keys at hand; nothing of it is in the message."""


def fresh_key() -> str:
    """Make a master key, base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_key_file(path: Path) -> list[str]:
    """Read the keys of a key file, newest first, one a line."""
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


def make_key_file(path: Path) -> list[str]:
    """Make a key file that only its owner may read (0600), unless there is one already."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_key_file(path)
    key = fresh_key()
    with os.fdopen(file, "w") as out:
        out.write(key + "\n")
    return [key]


class KeyRing:
    """The master keys, newest first: the first seals, all open."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take base64 keys of 32 bytes. Raises ``ValueError`` for none or a malformed one."""
        raw = [base64.b64decode(key, validate=True) for key in keys]
        if not raw or any(len(key) != KEY_BYTES for key in raw):
            raise ValueError("a key ring needs keys of 32 bytes in base64, newest first")
        self._keys = {self._name(key): key for key in raw}
        self.newest = self._name(raw[0])

    @staticmethod
    def _name(key: bytes) -> str:
        return hashlib.sha256(b"heard key id" + key).hexdigest()[:16]

    def wrap(self, workspace: str, data_key: bytes) -> tuple[str, bytes]:
        """Seal a workspace's data key with the newest master key: (key's name, sealed)."""
        return self.newest, _seal(self._keys[self.newest], data_key, workspace.encode())

    def unwrap(self, workspace: str, key_name: str, sealed: bytes) -> bytes:
        """Open a workspace's data key. Raises :class:`SealingError` without the right key."""
        key = self._keys.get(key_name)
        if key is None:
            raise SealingError(f"no master key named {key_name} is in the ring")
        return _open(key, sealed, workspace.encode())


class Sealer:
    """Seals and opens the texts of one workspace."""

    def __init__(self, workspace: str, data_key: bytes) -> None:
        """Work with the workspace's unwrapped data key."""
        self._workspace = workspace
        self._key = data_key

    def seal(self, table: str, row: str, column: str, text: str) -> bytes:
        """Seal ``text`` for one place."""
        return _seal(self._key, text.encode(), self._place(table, row, column))

    def open(self, table: str, row: str, column: str, sealed: bytes) -> str:
        """Open what was sealed for the same place; raises :class:`SealingError` elsewhere."""
        return _open(self._key, sealed, self._place(table, row, column)).decode()

    def hash(self, text: str) -> str:
        """Make a keyed hash that stands for ``text`` where its name must not rest."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:24]

    def _place(self, table: str, row: str, column: str) -> bytes:
        return "|".join((self._workspace, table, row, column)).encode()


def fresh_data_key() -> bytes:
    """Make a workspace's data key."""
    return secrets.token_bytes(KEY_BYTES)


def _seal(key: bytes, text: bytes, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to)


def _open(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except InvalidTag:
        raise SealingError("a sealed text does not open in this place") from None
