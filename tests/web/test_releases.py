"""Releases as documents: the list, a manifest, and files that are downloaded whole or in parts."""

import gzip
import hashlib
import json
import shutil
from pathlib import Path

import lxml.html
import pytest

from edugraph.config import Settings
from edugraph.release import Release, Releases, making
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import ROOT, Client

DUMP = "dumps/edugraph.trig.gz"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases: the current one, and an older one with an older ontology that was pruned."""
    home = tmp_path_factory.mktemp("home")
    release, _ = making.build(ROOT, Releases(home))
    old = home / "2025.1.1-2025-01-01-0123456789abcdef"
    shutil.copytree(release.files, old)
    manifest = {**release.manifest, "id": old.name, "version": "2025.1.1", "date": "2025-01-01"}
    manifest["ontology"] = "https://w3id.org/edugraph/def/0.0.9"
    (old / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert Releases(home).prune(1) == [old.name]
    (home / "secret.txt").write_text("secret", encoding="utf-8")
    (old / "secret.txt").write_text("secret", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def current(home: Path) -> Release:
    release = Releases(home).current()
    assert release
    return release


@pytest.fixture(scope="module")
def client(current: Release) -> Client:
    return Client(create_app(current, Settings(), InProcess(current.store)))


def test_the_releases_are_listed_for_people_and_for_programs(client: Client, current: Release) -> None:
    listed = client.get("/release.json").json()
    assert [row["id"] for row in listed] == [current.id, "2025.1.1-2025-01-01-0123456789abcdef"]
    assert listed[1] == {
        "id": "2025.1.1-2025-01-01-0123456789abcdef",
        "version": "2025.1.1",
        "date": "2025-01-01",
        "href": "/release/2025.1.1-2025-01-01-0123456789abcdef",
    }
    page = lxml.html.document_fromstring(client.get("/release").content)
    assert page.xpath("//main//td/a/@href") == [row["href"] for row in listed]


def test_a_release_is_its_manifest(client: Client, current: Release) -> None:
    answer = client.get(f"/release/{current.id}", "application/json")
    assert answer.content == (current.files / "manifest.json").read_bytes()
    assert client.get(f"/release/{current.id}.json", "*/*").content == answer.content
    page = lxml.html.document_fromstring(client.get(f"/release/{current.id}").content)
    assert set(page.xpath("//main//td/a/text()")) == set(current.manifest["files"])
    assert client.get(f"/release/{current.id}", "text/turtle").status_code == 406
    assert client.get(f"/release/{current.id}", headers={"if-none-match": answer.headers["etag"]}).status_code == 200
    again = client.get(f"/release/{current.id}", "application/json", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_file_of_a_manifest_comes_as_it_is(client: Client, home: Path) -> None:
    for id_ in Releases(home).ids():
        for name, told in Releases(home).opened(id_).manifest["files"].items():
            answer = client.get(f"/release/{id_}/{name}", "*/*")
            assert (answer.status_code, hashlib.sha256(answer.content).hexdigest()) == (200, told["sha256"])
            assert answer.headers["etag"] == f'"{told["sha256"]}"'
            assert answer.headers["content-length"] == str(told["bytes"])
            assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("name", "media"),
    [
        (DUMP, "application/gzip"),
        ("graph.nq.gz", "application/gzip"),
        ("report.ttl", "text/turtle; charset=utf-8"),
        ("registry.csv", "text/csv; charset=utf-8"),
        ("queries/pages/labels.rq", "application/sparql-query; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(client: Client, current: Release, name: str, media: str) -> None:
    assert client.get(f"/release/{current.id}/{name}").headers["content-type"] == media


def test_a_download_goes_on_where_it_broke_off(client: Client, current: Release) -> None:
    path, whole = f"/release/{current.id}/{DUMP}", (current.files / DUMP).read_bytes()
    size, tag = len(whole), f'"{current.manifest["files"][DUMP]["sha256"]}"'
    first = client.get(path, headers={"range": "bytes=0-999"})
    assert (first.status_code, first.headers["content-range"]) == (206, f"bytes 0-999/{size}")
    assert first.headers["accept-ranges"] == "bytes"
    rest = client.get(path, headers={"range": "bytes=1000-", "if-range": tag})
    assert (rest.status_code, rest.headers["etag"]) == (206, tag)
    assert gzip.decompress(first.content + rest.content) == gzip.decompress(whole)
    assert client.get(path, headers={"range": "bytes=-7"}).content == whole[-7:]
    assert client.get(path, headers={"range": "bytes=0-0", "if-range": '"another"'}).content == whole
    assert client.get(path, headers={"range": "bytes=0-0", "if-none-match": tag}).status_code == 304
    beyond = client.get(path, headers={"range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert client.get(path, headers={"range": "bytes=9-1"}).status_code == 400
    head = client.request("HEAD", path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(size))
    several = client.get(path, headers={"range": "bytes=0-1,10-11"})
    assert (several.status_code, several.headers["content-type"].split(";")[0]) == (206, "multipart/byteranges")


def test_head_of_a_file_reads_nothing_of_it(client: Client, current: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.open_file", None)
    assert client.request("HEAD", f"/release/{current.id}/{DUMP}").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "secret.txt", "manifest.json", "store/CURRENT", "none", "", "..%2Fsecret.txt", "dumps/..%2F..%2Fsecret.txt",
        "%2e%2e/secret.txt", "dumps//edugraph.trig.gz", "dumps%2Fedugraph.trig.gz", "/etc/passwd", "%00", "x" * 5_000,
    ],
)  # fmt: skip
def test_only_what_the_manifest_names_is_there(client: Client, home: Path, name: str) -> None:
    for id_ in Releases(home).ids():
        answer = client.get(f"/release/{id_}/{name}", "application/problem+json")
        assert (answer.status_code, b"secret\n" in answer.content) == (404, False)
    for id_ in ("current", ".lock", "", "secret.txt"):
        assert client.get(f"/release/{id_}/{name or 'x'}", "application/problem+json").status_code == 404


def test_the_version_of_the_terms_resolves_here_or_in_the_release_that_had_it(client: Client, current: Release) -> None:
    assert current.manifest["ontology"] == "https://w3id.org/edugraph/def/0.1.0"
    assert client.get("/def/0.1.0", "text/turtle").content == client.get("/def", "text/turtle").content
    assert client.get("/def/0.1.0.nq").content == client.get("/def.nq").content
    older = client.get("/def/0.0.9", "text/turtle")
    assert (older.status_code, older.headers["location"]) == (
        303,
        "/release/2025.1.1-2025-01-01-0123456789abcdef/dumps/ontology.ttl.gz",
    )
    assert gzip.decompress(client.get(older.headers["location"], "*/*").content).startswith(b"@prefix")
    assert client.get("/def/0.0.8").status_code == 404
