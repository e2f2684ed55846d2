"""What `deploy/` and the page about running say holds: settings exist, limits fit, nothing is left open."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
from typer.main import get_command

from edugraph.cli import app as commands
from edugraph.config import Settings
from edugraph.engine import lanes, protocol
from edugraph.web import errors
from edugraph.web.http.counting import Counters

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
SETTINGS = {f"EDUGRAPH_{f.name.upper()}": f for f in fields(Settings)}
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def unit() -> dict[str, list[str]]:
    """`Section.Key` -> its values, in order."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in (DEPLOY / "edugraph.service").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, is_given, value = line.partition("=")
            assert is_given, line
            found.setdefault(f"{section}.{key}", []).append(value)
    return found


def settings_of_unit() -> dict[str, str]:
    return dict(value.split("=", 1) for value in unit()["Service.Environment"])  # type: ignore[misc]


@pytest.mark.parametrize("path", [*sorted(DEPLOY.iterdir()), ROOT / "docs" / "operations.md"], ids=lambda p: p.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"EDUGRAPH_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))
    assert named
    assert named - set(SETTINGS) == set()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    copy = tmp_path / "edugraph.service"
    text = (DEPLOY / "edugraph.service").read_text(encoding="utf-8")
    copy.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.M), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_settings_of_the_unit_can_be_read() -> None:
    read = Settings.read(settings_of_unit() | {"EDUGRAPH_HOME": "/var/lib/edugraph"})
    assert (read.host, read.port, read.forwarders, read.metrics) == ("127.0.0.1", 8000, "127.0.0.1", "127.0.0.1:9100")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("DynamicUser", "yes"),
        ("StateDirectory", "edugraph"),
        ("CapabilityBoundingSet", ""),
        ("RestrictNamespaces", "yes"),
        ("SystemCallArchitectures", "native"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("IPAddressDeny", "any"),
        ("KillMode", "mixed"),
        ("KillSignal", "SIGTERM"),
        ("OOMPolicy", "continue"),
        ("Restart", "on-failure"),
    ],
)
def test_the_unit_is_closed_and_ends_in_order(key: str, value: str) -> None:
    assert unit()[f"Service.{key}"] == [value]


def test_the_unit_lets_workers_lay_their_own_filter_on_themselves() -> None:
    allowed = " ".join(unit()["Service.SystemCallFilter"]).split()
    assert {"@system-service", "seccomp"} <= set(allowed)
    assert not [name for name in allowed if name.startswith("~")]


def test_the_unit_waits_longer_than_a_graceful_stop_and_gives_the_descriptors_that_are_asked_for() -> None:
    service = unit()
    assert int(service["Service.TimeoutStopSec"][0]) > int(settings_of_unit()["EDUGRAPH_GRACEFUL_S"])
    assert service["Service.LimitNOFILE"] == ["65536"]
    assert 75 < int(service["Service.MemoryMax"][0].rstrip("%")) < 100


def test_the_unit_starts_a_command_that_exists() -> None:
    program, command, *options = unit()["Service.ExecStart"][0].split()
    known = get_command(commands).commands[command]  # type: ignore[attr-defined]
    assert program == "/opt/edugraph/bin/edugraph"
    assert set(options) <= {o for p in known.params for o in p.opts}


def lines_of_containerfile() -> list[str]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_is_slim_pinned_by_hashes_and_runs_as_nobody_of_the_house() -> None:
    lines = lines_of_containerfile()
    assert {line.split()[1] for line in lines if line.startswith("FROM")} == {"python:3.13-slim"}
    assert any("--require-hashes -r requirements.lock" in line for line in lines)
    last = lines[max(n for n, line in enumerate(lines) if line.startswith("FROM")) :]
    assert [line for line in last if line.startswith("USER")] == ["USER 10001"]
    assert not any(re.search(r"pip|apt|curl", line) for line in last)
    assert set(re.findall(r"https?://[^/:]+", "\n".join(lines))) == {"http://127.0.0.1"}
    assert "/health/ready" in next(line for line in last if line.startswith("HEALTHCHECK"))
    assert last[-1] == 'CMD ["serve", "--no-build"]'


def test_the_image_takes_files_that_are_there() -> None:
    copied = [w for line in lines_of_containerfile() if re.match("COPY (?!--)", line) for w in line.split()[1:-1]]
    assert {"src", "data", "ontology", "shapes", "queries", "web"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_nginx_passes_on_who_asks_and_what_is_answered() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    said = Counter(" ".join(line.split()) for line in text.splitlines())
    for line in (
        "server 127.0.0.1:8000;",
        "proxy_http_version 1.1;",
        "proxy_set_header Host $host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        'proxy_set_header Connection "";',
        "proxy_ignore_client_abort off;",
        "gzip_vary on;",
    ):
        assert said[line] == 1, line
    assert not re.search(r"^\s*(proxy_cache|proxy_ignore_headers|proxy_hide_header|expires|add_header)\b", text, re.M)
    size = re.search(r"client_max_body_size (\d+)k;", text)
    read = re.search(r"proxy_read_timeout (\d+)s;", text)
    assert size
    assert int(size[1]) > Settings().query_kib
    assert read
    assert int(read[1]) > 2 * Settings().query_timeout_s
    assert text.count("{") == text.count("}")


def test_the_page_tells_every_refusal_that_is_no_mistake_of_the_reader() -> None:
    told = {(int(s), c) for s, c in re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", PAGE, re.MULTILINE)}
    own = {(errors.STATUS[kind], code) for kind, code in errors.CODES.items()}
    engine = {(status, kind.code) for kind, status in errors.STATUS.items() if issubclass(kind, protocol.EngineError)}
    mistakes = {"malformed-query", "bad-request", "bad-parameter", "not-found", "not-acceptable", "not-writable"}
    mistakes |= {"unsupported-media-type", "method-not-allowed", "engine", "store"}
    assert told == {(status, code) for status, code in own | engine if code not in mistakes}


def test_the_page_names_the_metrics_that_there_are() -> None:
    counters = Counters()
    counters.query("ok", 0.1)
    counters.switched()
    own = set(re.findall(r"^# TYPE (edugraph_\w+?)(?:_created)? ", counters.text().decode(), re.MULTILINE))
    watched = {"edugraph_engine", "edugraph_engine_now", "edugraph_cache", "edugraph_release"}
    source = (ROOT / "src" / "edugraph" / "server" / "__init__.py").read_text(encoding="utf-8")
    assert set(re.findall(r'counters\.watch\("(\w+)"', source)) == watched
    told = set(re.findall(r"^\| `(edugraph_\w+)` \|", PAGE, re.MULTILINE))
    assert told == watched | {n for n in own if f"{n}_total" not in own} - {"edugraph_queries"}


def test_the_settings_for_a_small_machine_are_within_what_the_formula_says() -> None:
    block = re.search(r"```\n(EDUGRAPH_.*?)```", PAGE, re.DOTALL)
    assert block
    small = Settings.read(dict(line.split("=") for line in block[1].splitlines()))  # type: ignore[misc]
    places = small.workers + small.long_queries + small.parked_queries
    most = 250 + small.cache_mib + places * small.query_memory_mib
    assert f"250 + {small.cache_mib} + {places} × {small.query_memory_mib} = {most} MiB" in PAGE
    assert small.in_memory_quads == 0
    assert f"min(Q, {lanes.PARKED_MIB} MiB)" in PAGE
    assert small.query_memory_mib <= lanes.PARKED_MIB
    running = small.workers + small.long_queries
    kept = lanes.shared(1024, running, small.parked_queries, small.query_memory_mib)
    assert kept == (small.parked_queries, small.query_memory_mib)
