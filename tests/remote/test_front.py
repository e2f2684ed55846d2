"""Several front processes over one engine, behind nginx with our own example: the public sees one server."""

import contextlib
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from edugraph.release import Release
from edugraph.remote import publishing

from . import servers
from .conftest import ROOT
from .servers import free_port

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("oxigraph"),
    pytest.mark.skipif(not NGINX, reason="no nginx: `apt-get install nginx-light`"),
]
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
MAIN = """daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/edugraph.conf;
}}
"""


@contextmanager
def process(command: list[str], environment: Mapping[str, str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            assert running.poll() is None, f"{command[0]} ended by itself"
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url, timeout=2, verify=False).status_code == 200:
                    break
            time.sleep(0.1)
        yield running
    finally:
        running.terminate()
        running.wait(timeout=30)


@contextmanager
def proxied(folder: Path, ports: list[int]) -> Iterator[str]:
    """nginx with deploy/nginx.conf: only the addresses, the name and the certificate are others."""
    certificate, key, port = folder / "c.pem", folder / "k.pem", free_port()
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*request, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    own = "\n    ".join(f"server 127.0.0.1:{p};" for p in ports)
    for old, new in {
        "server 127.0.0.1:8000;": own,
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "    listen [::]:443 ssl;\n": "",
        "graph.example": "localhost",
        "/etc/ssl/edugraph/fullchain.pem": str(certificate),
        "/etc/ssl/edugraph/key.pem": str(key),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "edugraph.conf").write_text(text, encoding="utf-8")
    (folder / "main.conf").write_text(MAIN.format(folder=folder), encoding="utf-8")
    base = f"https://localhost:{port}"
    assert NGINX
    with process([NGINX, "-p", str(folder), "-c", str(folder / "main.conf")], {}, f"{base}/health"):
        yield base


@contextmanager
def fronts(
    folder: Path, release: Release, number: int, **settings: str
) -> Iterator[tuple[str, list[int], list[subprocess.Popen[bytes]]]]:
    """nginx before so many servers over one engine, none of which has a store."""
    home = folder / "home"
    shutil.copytree(release.files, home / release.id, ignore=shutil.ignore_patterns("store"))
    (home / "current").symlink_to(release.id)
    ports, running = [free_port() for _ in range(number)], []
    with ExitStack() as stack:
        engine = stack.enter_context(servers.oxigraph())
        publishing.publish(release, engine.to, engine.settings, str)
        for port in ports:
            own = {"EDUGRAPH_HOME": str(home), "EDUGRAPH_PORT": str(port), "EDUGRAPH_ENGINE": engine.settings.engine}
            own |= {"EDUGRAPH_FORWARDERS": "127.0.0.1", **settings}
            command = [sys.executable, "-m", "edugraph.cli", "serve", "--no-build"]
            running.append(stack.enter_context(process(command, own, f"http://127.0.0.1:{port}/health")))
        yield stack.enter_context(proxied(folder, ports)), ports, running


def client(base: str) -> httpx.Client:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return httpx.Client(base_url=base, verify=context, timeout=30)


def test_the_public_sees_one_server(release: Release, tmp_path: Path) -> None:
    with fronts(tmp_path, release, 2) as (base, ports, _), client(base) as public:
        query = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
        own = [httpx.get(f"http://127.0.0.1:{p}/sparql", params=query) for p in ports]
        assert {a.headers["etag"] for a in own} == {own[0].headers["etag"]}
        assert {a.text for a in own} == {own[0].text}
        told = public.get("/sparql", params=query, headers={"accept-encoding": "identity"})
        assert (told.text, told.headers["etag"]) == (own[0].text, own[0].headers["etag"])
        for _ in range(4):
            again = public.get("/sparql", params=query, headers={"if-none-match": told.headers["etag"]})
            assert again.status_code == 304
        assert public.get("/sparql", params={"query": ALL, "format": "nope"}).status_code == 400
        rows = public.post("/sparql", data={"query": ALL, "format": "csv"})
        assert rows.headers["content-encoding"] == "gzip"
        assert rows.text.count("\n") > 10_000
        described = public.get("/sparql", headers={"accept": "text/turtle"})
        assert "<https://localhost/sparql>" in described.text
        page = public.get("/doc/country/LVA", headers={"accept": "text/html"})
        assert (page.status_code, "https://localhost/doc/country/LVA" in page.text) == (200, True)


def test_a_front_that_dies_is_passed_over(release: Release, tmp_path: Path) -> None:
    """A small answer is out whole or not at all, so whoever waits for one is passed on to the other server."""
    with fronts(tmp_path, release, 2) as (base, _, processes), client(base) as public:

        def ask(number: int) -> int:
            return public.get("/sparql", params={"query": f"ASK {{ ?s ?p {number} }}"}).status_code

        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(ask, number) for number in range(300)]
            asked[50].result()
            processes[0].kill()
            assert {task.result() for task in asked} == {200}
        assert {ask(number) for number in range(300, 320)} == {200}
