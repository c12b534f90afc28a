"""What is shipped to deploy with says what is so, and whatever tool is here has read it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.settings import SETTINGS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "heard.service"
MOST_EXPOSED = 3.0


def systemd_analyze(*arguments: str) -> str:
    binary = shutil.which("systemd-analyze")
    if binary is None:
        pytest.skip("there is no systemd-analyze on this machine")
    done = subprocess.run([binary, *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_unit_is_sound_and_shows_little_of_the_machine() -> None:
    said = systemd_analyze("verify", str(UNIT))
    # The program itself is not installed here.
    rest = [line for line in said.splitlines() if "is not executable" not in line]
    assert rest == []
    found = systemd_analyze("security", "--offline=true", "--no-pager", str(UNIT))
    level = re.search(r"exposure level for heard\.service: ([\d.]+)", found)
    assert level is not None, found
    assert float(level[1]) < MOST_EXPOSED


def test_each_setting_that_is_shipped_exists() -> None:
    known = {row.name for row in SETTINGS}
    for file in DEPLOY.iterdir():
        if file.is_file():
            named = set(re.findall(r"\b(?:HEARD|SLACK)_[A-Z_]+\b", file.read_text("utf-8")))
            assert named <= known, (file.name, named - known)


def test_the_container_runs_as_a_number_and_copies_only_what_is_let_in() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert 'ENTRYPOINT ["heard"]' in lines
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    copied = {
        name
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }
    assert copied == let_in
    for name in copied:
        assert (ROOT / name).exists()


@pytest.mark.parametrize("name", ["compose.yaml", "compose.sqlite.yaml"])
def test_a_composition_keeps_its_root_read_only_and_waits_for_a_stop(name: str) -> None:
    services = yaml.safe_load((DEPLOY / name).read_text("utf-8"))["services"]
    ours = [one for one in services.values() if one["image"] == "heard"]
    assert ours
    for service in ours:
        assert service["read_only"]
        assert service["stop_grace_period"] == "30s"
        assert service["cap_drop"] == ["ALL"]
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_the_example_for_kubernetes_never_cuts_slack_off() -> None:
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
    assert [one["kind"] for one in documents] == ["Job", "Deployment", "Deployment", "Service"]
    for one in documents[:3]:
        pod = one["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"]
            probe = container.get("readinessProbe", {}).get("httpGet", {})
            assert probe.get("path") != "/readyz", "words would be lost while the database is away"


def test_the_dashboard_asks_only_for_figures_that_there_are() -> None:
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\bheard_\w+", target["expr"])
    }
    sources = "\n".join(file.read_text("utf-8") for file in (ROOT / "bot").rglob("*.py"))
    made = set(re.findall(r'"(heard_\w+)"', sources))
    assert {re.sub(r"_(total|bucket)$", "", name) for name in asked} <= made
    assert all(panel["title"] for panel in board["panels"])
