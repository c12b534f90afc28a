"""What Heard is made of: ``python -m tests.supply`` (requirements, sbom, audit or lint).

``requirements``  make requirements.txt and deploy/build.txt anew, with hashes (needs uv)
``sbom``          print a bill of materials of what is deployed (needs cyclonedx-bom)
``audit``         ask whether anything known is wrong with a dependency (needs pip-audit)
``lint``          look for dangerous patterns in our own sources (needs bandit)
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = (
    "# Every dependency with its version and the hashes of its files: pip install"
    " --require-hashes.\n"
    "# Made from pyproject.toml and constraints.txt: python -m tests.supply requirements\n"
)
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--constraint", "constraints.txt"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate"),
)
MADE = {"requirements.txt": "pyproject.toml", "deploy/build.txt": "-"}
"""What is made, and from what; ``-`` is what the container needs to build our own sources."""
BUILD = "hatchling>=1.25\n"
COMMANDS = {
    "sbom": ("cyclonedx-py", "requirements", "requirements.txt", "--pyproject", "pyproject.toml"),
    # What cannot be looked up fails, too: it is not known to be well.
    "audit": (
        *("pip-audit", "--strict", "--disable-pip"),
        *("--requirement", "requirements.txt", "--require-hashes"),
    ),
    "lint": (
        *("bandit", "--quiet", "--configfile", "pyproject.toml"),
        *("--recursive", "bot", "slack_sandbox"),
    ),
}


def requirements() -> int:
    """Make requirements.txt anew: names, versions and hashes alone."""
    for name, source in MADE.items():
        command = (*COMPILE[:4], source, *COMPILE[4:])
        wanted = BUILD if source == "-" else None
        made = subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True, input=wanted
        )
        (ROOT / name).write_text(HEAD + made.stdout)
    return 0


def main(what: str) -> int:
    """Do one of them; gives the exit code."""
    if what == "requirements":
        return requirements()
    if what not in COMMANDS:
        sys.stderr.write(__doc__ or "")
        return 2
    return subprocess.run(COMMANDS[what], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
