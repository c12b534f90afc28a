"""What is shipped to deploy with says what is so, and whatever tool is here has read it."""

import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
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
    command = [program("systemd-analyze"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
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


def program(name: str) -> str:
    """Where a tool is, or a skip that names it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"there is no {name} on this machine")
    return found


@contextmanager
def nginx(folder: Path, port: int, bot: int) -> Iterator[None]:
    """A real nginx with our server block, before a bot."""
    block = replaced(
        DEPLOY / "nginx.conf",
        {
            "/etc/ssl/heard.pem": str(folder / "cert.pem"),
            "/etc/ssl/heard.key": str(folder / "key.pem"),
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "127.0.0.1:3000": f"127.0.0.1:{bot}",
        },
    )
    temporary = "".join(
        f"{name}_temp_path {folder / name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log stderr;"
        f"events {{}} http {{ access_log off; {temporary} {block} }}",
        encoding="utf-8",
    )
    with running([program("nginx"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]):
        yield


@contextmanager
def caddy(folder: Path, port: int, bot: int) -> Iterator[None]:
    """A real Caddy with our file, but with a certificate of our own, since it is not on the net."""
    certificate = f"tls {folder / 'cert.pem'} {folder / 'key.pem'}"
    site = replaced(
        DEPLOY / "Caddyfile",
        {
            "heard.example.com {": f"https://127.0.0.1:{port} {{\n\t{certificate}",
            "127.0.0.1:3000": f"127.0.0.1:{bot}",
        },
    )
    ours = "{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_sni heard.example.com\n}\n"
    (folder / "Caddyfile").write_text(ours + site, encoding="utf-8")
    command = [program("caddy"), "run", "--config", str(folder / "Caddyfile")]
    with running(command, HOME=str(folder)):
        yield


def replaced(file: Path, what: Mapping[str, str]) -> str:
    """Our file with what this machine has other."""
    text = file.read_text("utf-8")
    for ours, here in what.items():
        assert text.count(ours) == 1
        text = text.replace(ours, here)
    return text


@contextmanager
def running(command: Sequence[str], **env: str) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **env}, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_the_proxy_lets_slack_through_and_nobody_else(
    tmp_path: Path, proxy: Callable[[Path, int, int], AbstractContextManager[None]]
) -> None:
    """TLS and all, before a bot that only gives back what it was sent."""
    bot = ThreadingHTTPServer(("127.0.0.1", 0), Bot)
    threading.Thread(target=bot.serve_forever, daemon=True).start()
    port, key = free_port(), sign("heard.example.com")
    (tmp_path / "cert.pem").write_bytes(key.pem)
    (tmp_path / "key.pem").write_bytes(key.key_pem)
    try:
        with proxy(tmp_path, port, bot.server_port):
            assert asks(port, "POST", "/slack/events", b"payload=1") == (200, b"payload=1")
            for path in ("/metrics", "/readyz", "/slack/events/", "/slack/other", "/"):
                assert asks(port, "GET", path)[0] == 404, path
            # Caddy 2.6 has begun to pass it on by then, and calls it a bad gateway.
            assert asks(port, "POST", "/slack/events", bytes(2 * 1024 * 1024))[0] in (413, 502)
    finally:
        bot.shutdown()
        bot.server_close()


def test_caddy_itself_finds_nothing_wrong_with_our_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [program("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_each_thing_for_kubernetes_is_of_the_shape_that_a_cluster_takes() -> None:
    """By the schemas of Kubernetes itself; no cluster is started."""
    schemas = pytest.importorskip(
        "kubernetes_validate", reason="there is no kubernetes-validate here: pip install '.[lint]'"
    )
    newest = schemas.latest_version()
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
    for one in documents:
        schemas.validate(one, newest, strict=True)
    documents[0]["spec"]["backofLimit"] = 1
    with pytest.raises(schemas.ValidationError):
        schemas.validate(documents[0], newest, strict=True)


class Bot(BaseHTTPRequestHandler):
    """Gives back what it was sent."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # broken off on its way
            return
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
    rules = str(DEPLOY / "prometheus-rules.yaml")
    command = [program("promtool"), "check", "rules", rules]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
