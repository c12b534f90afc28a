"""What is shipped to deploy with says what is so, and whatever tool is here has read it."""

import http.client
import json
import re
import shutil
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from bot.settings import SETTINGS, read_settings
from tests.certificates import sign
from tests.faults.servers import free_port

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


def test_the_unit_writes_only_where_systemd_lets_it() -> None:
    """Its key is a credential, which lies where nothing can be written."""
    lines = [line.partition("=") for line in UNIT.read_text("utf-8").splitlines()]
    folders = next(value for name, _, value in lines if name == "StateDirectory").split()
    env = {
        name: value.replace("%d", "/run/credentials/heard.service")
        for key, _, given in lines
        if key == "Environment"
        for name, _, value in [given.partition("=")]
    }
    settings = read_settings(env | {"CREDENTIALS_DIRECTORY": "/run/credentials/heard.service"})
    assert settings.guarded_key_file
    written = [settings.sqlite_file, Path(settings.journal or "")]
    assert [str(each and each.parent) for each in written] == [f"/var/lib/{one}" for one in folders]


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
    installs = [line for line in lines if "pip install --requirement" in line]
    assert len(installs) == 2 and any("PIP_REQUIRE_HASHES=1" in line for line in lines)
    bases = [line for line in lines if line.startswith("FROM ")]
    assert bases == ["FROM ${BASE} AS build", "FROM ${BASE}"]
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


def test_the_proxy_lets_slack_through_and_nobody_else(tmp_path: Path) -> None:
    """A real nginx with our server block, TLS and all, before a bot that only says who asked."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if binary is None:
        pytest.skip("there is no nginx on this machine")
    bot = ThreadingHTTPServer(("127.0.0.1", 0), Bot)
    threading.Thread(target=bot.serve_forever, daemon=True).start()
    port, key = free_port(), sign("heard.example.com")
    (tmp_path / "cert.pem").write_bytes(key.pem)
    (tmp_path / "key.pem").write_bytes(key.key_pem)
    block = (DEPLOY / "nginx.conf").read_text("utf-8")
    for ours, here in {
        "/etc/ssl/heard.pem": str(tmp_path / "cert.pem"),
        "/etc/ssl/heard.key": str(tmp_path / "key.pem"),
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "127.0.0.1:3000": f"127.0.0.1:{bot.server_port}",
    }.items():
        assert block.count(ours) == 1
        block = block.replace(ours, here)
    temporary = "".join(
        f"{name}_temp_path {tmp_path / name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"daemon off; master_process off; pid {tmp_path / 'pid'}; error_log stderr;"
        f"events {{}} http {{ access_log off; {temporary} {block} }}",
        encoding="utf-8",
    )
    process = subprocess.Popen([binary, "-c", str(config), "-p", str(tmp_path)])
    try:
        assert asks(port, "POST", "/slack/events", b"payload=1") == (200, b"payload=1")
        for path in ("/metrics", "/readyz", "/slack/events/", "/slack/other", "/"):
            assert asks(port, "GET", path)[0] == 404, path
        assert asks(port, "POST", "/slack/events", bytes(2 * 1024 * 1024))[0] == 413
    finally:
        process.terminate()
        process.wait(10)
        bot.shutdown()
        bot.server_close()


class Bot(BaseHTTPRequestHandler):
    """Gives back what it was sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def asks(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """What comes back over TLS, once somebody listens."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    until = time.monotonic() + 10
    while True:
        line = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=10)
        try:
            line.request(method, path, body)
            answer = line.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        finally:
            line.close()


def test_the_alerts_are_what_prometheus_itself_reads() -> None:
    binary = shutil.which("promtool")
    if binary is None:
        pytest.skip("there is no promtool on this machine")
    rules = str(DEPLOY / "prometheus-rules.yaml")
    done = subprocess.run([binary, "check", "rules", rules], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
