"""A release is made whole or not at all, is the same every time, and is never in the way of the last one."""

import gzip
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from edugraph.build import registry
from edugraph.errors import EdugraphError, FindingsError, LockedError
from edugraph.release import Release, Releases, changes, dumps, making
from edugraph.store import Store
from edugraph.vocabulary import BASE

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("data", "ontology", "queries", "shapes")
EDUGRAPH = [sys.executable, "-m", "edugraph.cli"]


def copied(folder: Path) -> Path:
    """The project's inputs in a folder of one's own."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    return folder


def environment(root: Path, home: Path, **others: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("EDUGRAPH_")}
    return {**kept, "EDUGRAPH_INPUTS": str(root), "EDUGRAPH_HOME": str(home), **others}


def run(command: str, root: Path, home: Path, **others: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*EDUGRAPH, *command.split()],
        env=environment(root, home, **others),
        capture_output=True,
        text=True,
        check=False,
    )


def bytes_of(folder: Path) -> dict[str, str]:
    """Every file of a release but the store, by its hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "store"
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the founding data."""
    release, _ = making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))
    return release


# --- what is in it -------------------------------------------------------------------------------------------------


def test_the_id_is_version_date_and_the_hash_of_all_graphs_but_meta(made: Release) -> None:
    with gzip.open(made.files / "graph.nq.gz", "rt", encoding="utf-8", newline="\n") as lines:
        content = [line for line in lines if f"<{BASE}graph/meta> .\n" not in line]
    assert content == sorted(content)
    digest = hashlib.sha256("".join(content).encode()).hexdigest()
    assert made.manifest["content"] == digest
    assert made.id == f"2026.11.1-2026-11-21-{digest[:16]}"


def test_the_manifest_names_every_file_with_its_hash(made: Release) -> None:
    expected = {
        name: sha for name, sha in bytes_of(made.files).items() if name not in ("manifest.json", "search.sqlite")
    }
    assert {name: file["sha256"] for name, file in made.manifest["files"].items()} == expected
    assert set(made.manifest["inputs"]["files"]) >= {"data/sources.yaml", "ontology/records.yaml", "shapes/core.ttl"}


def test_no_blank_node_no_clock_and_no_path_is_in_the_quads(made: Release) -> None:
    text = gzip.decompress((made.files / "graph.nq.gz").read_bytes()).decode()
    assert "_:" not in {line.split(" ")[0][:2] for line in text.splitlines()}
    assert not any(f" {i}" in text for i in ("_:c14n",))
    assert str(ROOT) not in text
    assert made.id not in "".join(line for line in text.splitlines() if "graph/meta>" not in line)


IN_GRAPHS = """SELECT (COUNT(*) AS ?n) {
  SELECT DISTINCT ?s ?p ?o {
    GRAPH ?g { ?s ?p ?o }
    FILTER(?g NOT IN (<https://w3id.org/edugraph/graph/shapes>, <https://w3id.org/edugraph/graph/analytics>))
  }
}"""
IN_TWO_GRAPHS = """SELECT ?s ?p ?o {
  GRAPH ?a { ?s ?p ?o } GRAPH ?b { ?s ?p ?o } FILTER(STR(?a) < STR(?b))
} LIMIT 1"""


def test_a_triple_in_two_graphs_counts_once_in_the_default_graph(made: Release) -> None:
    assert made.store.ask(IN_GRAPHS) == made.store.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    twice = made.store.ask(IN_TWO_GRAPHS)[0]
    query = f"SELECT * {{ {twice['s']} {twice['p']} ?o FILTER(?o = {twice['o']}) }}"
    assert len(made.store.ask(query)) == 1


def test_shapes_are_not_in_the_default_graph(made: Release) -> None:
    assert (
        made.store.results("ASK { ?s a <http://www.w3.org/ns/shacl#NodeShape> }")[1] == b'{"head":{},"boolean":false}'
    )
    in_graph = "ASK { GRAPH <https://w3id.org/edugraph/graph/shapes> { ?s a <http://www.w3.org/ns/shacl#NodeShape> } }"
    assert made.store.results(in_graph)[1] == b'{"head":{},"boolean":true}'


@pytest.mark.slow
def test_every_dump_of_a_graph_parses_to_the_same_triples_in_an_independent_parser(made: Release) -> None:
    for graph in ("source-68cce88e5e646c11", "curation", "truthy"):
        parsed = []
        for suffix, format_ in (("nt", "nt"), ("ttl", "turtle"), ("rdf", "xml")):
            text = gzip.decompress((made.files / "dumps" / f"{graph}.{suffix}.gz").read_bytes())
            parsed.append(set(rdflib.Graph().parse(data=text, format=format_)))
        assert parsed[0] == parsed[1] == parsed[2]
        assert len(parsed[0]) == made.manifest["graphs"][graph.replace("source-", "source/")]


@pytest.mark.slow
def test_the_dumps_of_the_data_set_hold_the_same_quads(made: Release) -> None:
    expected = sum(made.manifest["graphs"].values())
    for suffix, format_ in (("trig", "trig"), ("jsonld", "json-ld")):
        text = gzip.decompress((made.files / "dumps" / f"edugraph.{suffix}.gz").read_bytes())
        data = rdflib.Dataset()
        data.parse(data=text, format=format_)
        assert sum(1 for _ in data.quads()) == expected


REIFIES = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
CLAIMS = """PREFIX eg: <https://w3id.org/edugraph/def#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?claim ?s ?p ?o ?certainty ?rank { ?claim a eg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
  OPTIONAL { ?claim eg:certainty ?certainty } OPTIONAL { ?claim eg:rank ?rank } }"""


def test_every_claim_is_in_the_dump_of_rdf_1_2_with_its_triple_certainty_rank_and_evidence(made: Release) -> None:
    text = gzip.decompress((made.files / "dumps" / "claims-rdf12.ttl.gz").read_bytes())
    parsed = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    of = {(str(q.subject), q.predicate.value.rpartition("#")[2], str(q.object)) for q in parsed}
    reified = {str(q.subject): q.object for q in parsed if q.predicate == REIFIES}
    rows = made.store.ask(CLAIMS)
    assert {(r["claim"], r["s"], r["p"], r["o"]) for r in rows} == {
        (claim, str(t.subject), str(t.predicate), str(t.object))
        for claim, t in reified.items()
        if isinstance(t, ox.Triple)
    }
    assert len(reified) == len({r["claim"] for r in rows}) == 30
    for row in rows:
        for name in {"certainty", "rank"} & set(row):
            assert (row["claim"], name, row[name]) in of
    evidence = made.store.ask(f"SELECT ?c ?e {{ ?c a <{BASE}def#Claim> ; <{BASE}def#evidence> ?e }}")
    assert {(r["c"], "evidence", r["e"]) for r in evidence} == {s for s in of if s[1] == "evidence"}
    assert "claims-rdf12.ttl.gz" in {name.rpartition("/")[2] for name in made.manifest["files"]}


def test_a_claim_that_claims_two_triples_or_none_is_no_claim() -> None:
    claim, rdf_ = f"<{BASE}id/claim/x>", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    lines = [f"{claim} <{rdf_}{name}> <http://x/{name}> .\n" for name in ("subject", "predicate", "object")]
    whole = f"{claim} <{rdf_}reifies> <<( <http://x/subject> <http://x/predicate> <http://x/object> )>> .\n"
    assert dumps.claims([lines, lines[:1]]) == [whole]
    with pytest.raises(AssertionError, match="claims no whole triple"):
        dumps.claims([lines[:2]])
    with pytest.raises(AssertionError, match="claims two triples"):
        dumps.claims([[*lines, f"{claim} <{rdf_}object> <http://x/other> .\n"]])


def test_the_report_says_that_the_data_conform(made: Release) -> None:
    report = rdflib.Graph().parse(made.files / "report.ttl")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    assert [str(o) for o in report.objects(None, sh.conforms)] == ["true"]
    assert made.manifest["results"]["Violation"] == 0


# --- the same every time -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_processes_with_other_hash_seeds_folders_and_locales_make_the_same_bytes(tmp_path: Path) -> None:
    homes = []
    for number, locale in ((1, "C"), (2, "C.UTF-8")):
        root = copied(tmp_path / f"a folder {number}")
        home = tmp_path / f"home{number}"
        told = run(
            "build", root, home, PYTHONHASHSEED=str(number), LC_ALL=locale, TZ="Asia/Almaty" if number > 1 else "UTC"
        )
        assert told.returncode == 0, told.stderr
        homes.append(home / os.readlink(home / "current"))
    assert homes[0].name == homes[1].name
    assert bytes_of(homes[0]) == bytes_of(homes[1])


def test_a_second_build_of_the_same_inputs_builds_nothing(made: Release, tmp_path: Path) -> None:
    told = run("build", ROOT, made.files.parent)
    assert told.stdout == "nothing changed: the current release is of these inputs\n"
    assert Releases(made.files.parent).is_current(ROOT)


# --- killed, full, locked, forbidden -------------------------------------------------------------------------------


@pytest.fixture
def served(made: Release, tmp_path: Path) -> tuple[Path, Path]:
    """Changed inputs, and a home in which the release of the unchanged ones is current."""
    root = copied(tmp_path / "root")
    home = tmp_path / "home"
    shutil.copytree(made.files.parent, home, symlinks=True)
    release = root / "data" / "release.yaml"
    release.write_text(release.read_text().replace("2026.11.1", "2026.11.2"))
    return root, home


def answers(home: Path) -> str:
    """The id of the current release, once its store has answered."""
    current = Releases(home).current()
    assert current
    assert current.store.ask("SELECT (COUNT(*) AS ?n) { ?e a <https://w3id.org/edugraph/def#Decision> }")[0][
        "n"
    ].startswith('"18"')
    return current.id


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(6))
def test_a_build_killed_at_any_moment_leaves_the_last_release_serving(
    served: tuple[Path, Path], made: Release, moment: int
) -> None:
    root, home = served
    process = subprocess.Popen(
        [*EDUGRAPH, "build"], env=environment(root, home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while moment >= 3 and not list(home.glob(f".building-*/{('graph.nq.gz', 'dumps', 'store')[moment - 3]}")):
        assert time.monotonic() < deadline, "the build never came so far"
        assert process.poll() is None, "the build ended before it was killed"
        time.sleep(0.002)
    time.sleep(0.4 * moment if moment < 3 else 0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert answers(home) == made.id
    assert run("build", root, home).returncode == 0
    assert answers(home).startswith("2026.11.2-")
    assert sorted(p.name for p in home.iterdir() if p.name.startswith(".")) == [".lock"]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.argv = ["edugraph", "build"]
from edugraph.cli import main
main()
"""


@pytest.mark.slow
def test_a_disk_without_room_is_told_and_leaves_the_last_release(served: tuple[Path, Path], made: Release) -> None:
    root, home = served
    told = subprocess.run(
        [sys.executable, "-c", LIMITED], env=environment(root, home), capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "the last release stays in use. Free space or set EDUGRAPH_HOME, then build again" in told.stderr
    assert "Traceback" not in told.stderr
    assert answers(home) == made.id
    assert not list(home.glob(".building-*"))


def test_two_builds_at_once_do_not_mix(served: tuple[Path, Path], made: Release) -> None:
    _, home = served
    with (
        Releases(home).building(),
        pytest.raises(LockedError, match="another build is writing to"),
        Releases(home).building(),
    ):
        pass
    assert answers(home) == made.id


def test_a_build_killed_between_its_two_renames_is_mended_by_the_next(served: tuple[Path, Path], made: Release) -> None:
    _, home = served
    (home / made.id).rename(home / f".replaced-{made.id}")
    assert answers(home) == made.id
    with Releases(home).building():
        assert (home / made.id).is_dir()
    assert answers(home) == made.id


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user; run the tests as root")
def test_a_folder_that_another_user_owns_is_told_in_words() -> None:
    home = Path(tempfile.mkdtemp(prefix="edugraph-"))
    home.chmod(0o755)
    os.seteuid(65534)
    try:
        with pytest.raises(EdugraphError) as told, Releases(home).building():
            pass
    finally:
        os.seteuid(0)
        shutil.rmtree(home)
    assert str(told.value) == f"{home} cannot be written: Permission denied; set EDUGRAPH_HOME to a folder of yours"


def test_a_violation_lists_every_finding_and_writes_nothing(served: tuple[Path, Path], made: Release) -> None:
    root, home = served
    record = root / "data" / "records" / "093a24b311180df8.yaml"
    record.write_text(record.read_text().replace("    status: held\n", "    status: hled\n", 1))
    told = run("build", root, home)
    assert told.returncode == 1
    line = record.read_text().split("status: hled")[0].count("\n") + 1
    expected = (
        f"data/records/093a24b311180df8.yaml:{line}:13: 'hled' is not in code list event-status; did you mean 'held'?"
    )
    assert told.stderr.splitlines() == [expected, "1 found; nothing was written"]
    assert answers(home) == made.id


def test_an_iri_that_left_without_a_tombstone_stops_the_build(tmp_path: Path) -> None:
    root = copied(tmp_path)
    with (root / "data" / "registry.csv").open("a", encoding="utf-8") as rows:
        rows.write("id/event/once-upon-a-time,2026.10.1,active,,\n")
    with pytest.raises(FindingsError) as told:
        making.checked(root)
    expected = "data/registry.csv: id/event/once-upon-a-time left the data; mark it merged or withdrawn, with a reason"
    assert str(told.value) == expected


# --- releases side by side -----------------------------------------------------------------------------------------


def test_use_prune_and_an_unknown_id(made: Release, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(made.files.parent, home, symlinks=True)
    older = made.id.replace("2026.11.1", "2026.10.1")
    shutil.copytree(home / made.id, home / older)
    manifest = json.loads((home / older / "manifest.json").read_text())
    (home / older / "manifest.json").write_text(json.dumps({**manifest, "id": older}))
    releases = Releases(home)
    assert releases.ids() == [older, made.id]
    releases.use(older)
    assert os.readlink(home / "current") == older
    with pytest.raises(EdugraphError, match="did you mean"):
        releases.use(made.id[:-1])
    releases.use(made.id)
    assert releases.prune(1) == [older]
    assert (home / older / "manifest.json").exists()
    assert not (home / older / "store").exists()
    assert [(home / id_ / "search.sqlite").exists() for id_ in (older, made.id)] == [False, True]


def empty_release(home: Path, id_: str) -> None:
    (home / id_).mkdir(parents=True)
    said = {"id": id_, "version": "1", "date": "2026-11-21", "inputs": {"digest": ""}, "program": ""}
    (home / id_ / "manifest.json").write_text(json.dumps(said))


def test_older_releases_come_first_by_the_numbers_of_their_version_then_by_the_time_of_making(tmp_path: Path) -> None:
    made_in_order = ["2026.9.1-2026-09-30-ffff", "2026.11.1-2026-11-21-ffff", "2026.11.1-2026-11-21-0000"]
    for seconds, id_ in enumerate(made_in_order):
        empty_release(tmp_path, id_)
        os.utime(tmp_path / id_ / "manifest.json", (seconds, seconds))
    assert Releases(tmp_path).ids() == made_in_order


def test_a_current_that_leads_nowhere_is_told_and_does_not_stop_a_build(tmp_path: Path) -> None:
    empty_release(tmp_path, "2026.11.1-2026-11-21-0000")
    (tmp_path / "current").symlink_to("gone")
    releases = Releases(tmp_path)
    assert releases.current_id() == "gone"
    assert not releases.is_current(ROOT)
    with pytest.raises(EdugraphError, match=r"'gone' cannot be opened .*2026\.11\.1.*run `edugraph build`, or name"):
        releases.current()
    listed = run("releases", ROOT, tmp_path)
    assert (listed.returncode, listed.stdout) == (0, "  2026.11.1-2026-11-21-0000\n")


@pytest.mark.parametrize("content", ["{", "[]", "{}", "\u00ff"])
def test_a_manifest_that_is_none_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "manifest.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(EdugraphError, match="release 'r' cannot be opened"):
        Releases(tmp_path).opened("r")


def test_a_busy_port_is_told_before_any_address(made: Release) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        told = run(f"serve --no-build --port {port}", ROOT, made.files.parent)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(f"nothing can listen at 127.0.0.1:{port}: Address already in use; name another")


@pytest.mark.parametrize("content", [b"\xff\xfe", b'iri,since,status,replaced_by,reason\nid/event/x,"1\n'])
def test_a_registry_that_is_no_csv_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "registry.csv").write_bytes(content)
    with pytest.raises(EdugraphError, match=r"registry\.csv cannot be read: "):
        registry.read(tmp_path / "registry.csv")


def test_a_slip_in_a_query_names_the_file(tmp_path: Path) -> None:
    root = copied(tmp_path / "root")
    for name in ("queries/questions/events-by-year.rq", "queries/rules/R1-held.rq"):
        with (root / name).open("a") as file:
            file.write("} SELEC")
    with pytest.raises(FindingsError) as raised:
        making.checked(root)
    assert [f.file for f in raised.value.findings] == [
        "queries/questions/events-by-year.rq",
        "queries/rules/R1-held.rq",
    ]
    assert "cannot be read at line" in raised.value.findings[0].text


@pytest.mark.slow
def test_diff_says_in_domain_words_what_changed(made: Release, tmp_path: Path) -> None:
    root = copied(tmp_path / "root")
    record = root / "data" / "records" / "093a24b311180df8.yaml"
    text = record.read_text().replace("    status: proposed\n", "    status: scheduled\n", 1)
    record.write_text(text)
    other, _ = making.build(root, Releases(tmp_path / "home"))
    assert changes.told(changes.between(made, other)).splitlines() == [
        "event: 0 added, 0 removed, 1 changed",
        "  changed event/higher-education-teachers-forum-russia (Forum of Higher Education Teachers in Russia)",
        "      - eventStatus event-status/proposed",
        "      + eventStatus event-status/scheduled",
    ]
    assert changes.told(changes.between(made, made)) == "nothing changed in what people wrote"


def test_a_store_that_is_no_store_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(EdugraphError, match="cannot be opened as a store"):
        Store.opened(tmp_path / "nothing")
