"""What Heard is made of: ``python -m tests.supply`` (requirements, sbom, audit or lint).

``requirements``  make requirements.txt anew, each file with its hash (needs uv)
``sbom``          print a bill of materials of what is installed here (needs cyclonedx-bom)
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
    *("uv", "pip", "compile", "--quiet", "pyproject.toml", "--constraint", "constraints.txt"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate"),
)
COMMANDS = {
    "sbom": ("cyclonedx-py", "environment", sys.executable, "--pyproject", "pyproject.toml"),
    "audit": ("pip-audit", "--requirement", "requirements.txt", "--require-hashes"),
    "lint": (
        "bandit",
        "--quiet",
        "--recursive",
        "bot",
        "slack_sandbox",
        "--severity-level",
        "medium",
    ),
}


def requirements() -> int:
    """Make requirements.txt anew: names, versions and hashes alone."""
    made = subprocess.run(COMPILE, cwd=ROOT, check=True, capture_output=True, text=True)
    (ROOT / "requirements.txt").write_text(HEAD + made.stdout)
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
