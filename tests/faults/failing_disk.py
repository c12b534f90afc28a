"""A disk that fails under a thread: the kernel itself refuses its calls, as a broken disk does."""

import ctypes
import errno
import platform
from collections.abc import Sequence

import pytest

_NUMBERS = {
    "x86_64": {"pwrite64": 18, "fsync": 74, "fdatasync": 75},
    "aarch64": {"pwrite64": 68, "fsync": 82, "fdatasync": 83},
}
"""The kernel's own numbers of the calls."""
WRITING, SYNCING = ("pwrite64",), ("fsync", "fdatasync")

_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER = 38, 22, 2
_LOAD, _IF_EQUAL, _GIVE = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def refuse(calls: Sequence[str], error: int) -> None:
    """From here on, let these calls of this thread fail with ``error``; there is no way back.

    Skips the test where this machine has no such filter.
    """
    numbers = _NUMBERS.get(platform.machine())
    if platform.system() != "Linux" or numbers is None:
        pytest.skip("only Linux on x86_64 and aarch64 lets a disk fail for one thread")
    steps = [_Step(_LOAD, 0, 0, 0)]
    for place, call in enumerate(calls):
        steps.append(_Step(_IF_EQUAL, len(calls) - place, 0, numbers[call]))
    steps += [_Step(_GIVE, 0, 0, _ALLOW), _Step(_GIVE, 0, 0, _REFUSE | error)]
    rows = (_Step * len(steps))(*steps)
    program = _Program(len(steps), rows)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.prctl(_SET_FILTER, _FILTER, ctypes.byref(program)):
        pytest.skip(f"the kernel takes no filter here: {errno.errorcode[ctypes.get_errno()]}")
