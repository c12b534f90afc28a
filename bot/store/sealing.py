"""Sealing at rest: AES-256-GCM, data keys per workspace, master keys outside the database.

Each text is bound to its workspace, a frozen label of its column, its row, and what else the row
must keep to open: a sealed text that is moved, or whose row was changed, does not open. A sealed
text begins with the number of its data key, so that old and new ones open while keys are renewed.
Hashes have a key of their own, which outlives the data keys.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
"""Length of a key: AES-256."""
NONCE_BYTES = 12
NUMBER_BYTES = 2
UNSEALED = 0
"""The number before a value that a version without sealing wrote; nothing but the start opens it.
"""


class Label(StrEnum):
    """What a sealed value is. It is part of the seal, so a label never changes."""

    WORDS = "words"
    TOPIC = "topic"
    ACT = "act"
    LINES = "lines"
    PAYLOAD = "payload"
    CANARY = "canary"


_BLOCKS = {Label.ACT: 32, Label.TOPIC: 256, Label.PAYLOAD: 256}
"""Bytes of which each value is filled up to a whole number: by its length it could be guessed,
since there are few topics, answers and kinds of news, and each has a name of its own length."""
_BLOCK = 64
"""The same for what people wrote."""


class SealingError(Exception):
    """A sealed text cannot be opened with the keys at hand; nothing of it is in the message."""


class KeyFileError(Exception):
    """A key file cannot be used; the text is a sentence that says how to mend it."""


def fresh_key() -> str:
    """Make a master key, base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def parse_keys(text: str) -> tuple[str, ...]:
    """Read base64 master keys, separated by commas or white space, newest first.

    Raises ``ValueError`` without repeating the text, which is a secret.
    """
    keys = tuple(text.replace(",", " ").split())
    for part in keys:
        try:
            key = base64.b64decode(part, validate=True)
        except ValueError:
            raise ValueError("not base64") from None
        if len(key) != KEY_BYTES:
            raise ValueError(f"not {KEY_BYTES} bytes")
    if not keys:
        raise ValueError("no key")
    return keys


def read_key_file(path: Path, *, guarded: bool = False) -> tuple[str, ...]:
    """Read the keys of a key file, newest first, one a line. Raises :class:`KeyFileError`.

    ``guarded``: the service manager keeps others away from it, whatever its mode says.
    """
    try:
        with path.open(encoding="utf-8") as file:
            others = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            text = file.read()
    except FileNotFoundError:
        raise KeyFileError(
            f"The key file {path} is not there. Put it back from its backup; HEARD_KEY_FILE says "
            "where it lies."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(
            f"The key file {path} cannot be read ({type(error).__name__}). Give it to the user "
            f"that runs the bot: `chown USER {path}`."
        ) from None
    if others and not guarded:
        raise KeyFileError(f"Others may read the key file {path}. Run `chmod 600 {path}`.")
    if not text.strip():
        raise KeyFileError(f"The key file {path} is empty. Put it back from its backup.")
    try:
        return parse_keys(text)
    except ValueError:
        raise KeyFileError(
            f"The key file {path} holds something else than keys of 32 bytes in base64. Put it "
            "back from its backup."
        ) from None


def make_key_file(path: Path) -> tuple[str, ...]:
    """Make a key file that only its owner may read (0600), unless there is one already.

    It is whole on the disk before it has its name: a full disk leaves no empty key file. Raises
    :class:`KeyFileError`.
    """
    if not path.exists():
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            try:
                _write_private(part, [fresh_key()])
                os.link(part, path)
            finally:
                part.unlink(missing_ok=True)
        except FileExistsError:
            pass
        except OSError as error:
            raise KeyFileError(
                f"The key file {path} cannot be made ({type(error).__name__}). HEARD_KEY_FILE "
                "names a place where the bot may write, or a key file that is there."
            ) from None
    return read_key_file(path)


def add_key(path: Path) -> None:
    """Put a fresh master key at the top of a key file, the others behind it.

    The file is replaced whole. Raises :class:`KeyFileError`.
    """
    keys = (fresh_key(), *read_key_file(path))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            _write_private(part, keys)
            with contextlib.suppress(PermissionError):
                # Whoever rotates may be root, and the bot is not.
                os.chown(part, path.stat().st_uid, path.stat().st_gid)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise KeyFileError(
            f"The key file {path} cannot be written ({type(error).__name__}). Put a new key at its "
            "top yourself: `openssl rand -base64 32`."
        ) from None


def _write_private(path: Path, keys: Sequence[str]) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as out:
        out.write("".join(f"{key}\n" for key in keys))
        out.flush()
        os.fsync(out.fileno())


class KeyRing:
    """The master keys, newest first: the first seals, all open."""

    def __init__(self, keys: Sequence[str], file: Path | None = None) -> None:
        """Take base64 keys of 32 bytes. Raises ``ValueError`` for none or a malformed one.

        ``file`` is read again when a key is asked for that is not here: it may have been renewed.
        """
        self._file = file
        self._take(keys)

    def _take(self, keys: Sequence[str]) -> None:
        raw = [base64.b64decode(key, validate=True) for key in keys]
        if not raw or any(len(key) != KEY_BYTES for key in raw):
            raise ValueError("a key ring needs keys of 32 bytes in base64, newest first")
        self._keys = {self._name(key): key for key in raw}
        self.newest = self._name(raw[0])

    @staticmethod
    def _name(key: bytes) -> str:
        return hashlib.sha256(b"heard key id" + key).hexdigest()[:16]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the keys, newest first; a name tells nothing of its key."""
        return tuple(self._keys)

    def wrap(self, workspace: str, key: bytes) -> tuple[str, bytes]:
        """Seal a workspace's key with the newest master key: (master key's name, sealed)."""
        return self.newest, _seal(self._keys[self.newest], key, workspace.encode())

    def unwrap(self, workspace: str, master: str, sealed: bytes) -> bytes:
        """Open a workspace's key. Raises :class:`SealingError` without the right master key."""
        if not self.has(master):
            raise SealingError(f"no master key named {master} is in the ring")
        return _open(self._keys[master], sealed, workspace.encode())

    def has(self, master: str) -> bool:
        """Whether a master key is here, or has come into the key file since."""
        if master not in self._keys and self._file is not None:
            with contextlib.suppress(KeyFileError):
                self._take(read_key_file(self._file, guarded=True))
        return master in self._keys


class Sealer:
    """Seals and opens the texts of one workspace, and makes its keyed hashes."""

    def __init__(self, workspace: str, data_keys: Mapping[int, bytes], hash_key: bytes) -> None:
        """Work with the workspace's unwrapped keys; the data key of the highest number seals."""
        self._workspace = workspace
        self._keys = data_keys
        self._hash_key = hash_key
        self.number = max(data_keys)

    def seal(self, label: Label, row: str, text: str, *bound: str | None) -> bytes:
        """Seal ``text`` for one place; it opens only where ``bound`` is the same."""
        written = text.encode()
        filled = written + bytes(-len(written) % _BLOCKS.get(label, _BLOCK))
        place = self._place(label, row, bound)
        return mark(self.number) + _seal(self._keys[self.number], filled, place)

    def open(self, label: Label, row: str, sealed: bytes, *bound: str | None) -> str:
        """Open what was sealed for the same place; raises :class:`SealingError` elsewhere."""
        key = self._keys.get(number_of(sealed))
        if key is None:
            raise SealingError("a value is sealed with a data key that is not there")
        opened = _open(key, sealed[NUMBER_BYTES:], self._place(label, row, bound))
        # What was sealed before values were filled up ends as it was written.
        return opened.rstrip(b"\0").decode()

    def hash(self, text: str) -> str:
        """Make a keyed hash that stands for ``text`` where its name must not rest."""
        return hmac.digest(self._hash_key, text.encode(), "sha256").hex()[:24]

    def _place(self, label: Label, row: str, bound: tuple[str | None, ...]) -> bytes:
        return json.dumps([self._workspace, label.value, row, *bound]).encode()


def mark(number: int) -> bytes:
    """What stands before everything sealed with the data key of this number."""
    return number.to_bytes(NUMBER_BYTES)


def number_of(sealed: bytes) -> int:
    """Give the number of the data key that sealed a value."""
    return int.from_bytes(sealed[:NUMBER_BYTES])


def open_first_version(key: bytes, workspace: str, table: str, row: str, sealed: bytes) -> str:
    """Open what the first version sealed: bound to table, row and column, and to nothing else."""
    return _open(key, sealed, "|".join((workspace, table, row, "sealed")).encode()).decode()


def fresh_data_key() -> bytes:
    """Make a key of a workspace."""
    return secrets.token_bytes(KEY_BYTES)


def _seal(key: bytes, text: bytes, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to)


def _open(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise SealingError("a sealed text does not open in this place") from None
