"""Processes that are measured or that stand in for Slack; each says its port when it is there."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def served(module: str, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run ``python -m MODULE``; gives its port, and ends it afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdout is None:
            raise RuntimeError("nothing can be read from a child")
        line = process.stdout.readline().split()
        if line[:1] != ["port"]:
            raise RuntimeError(f"{module} did not start")
        try:
            yield int(line[1])
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
