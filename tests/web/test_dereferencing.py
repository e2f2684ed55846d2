"""What following an IRI costs and brings: redirects, tombstones, validators, methods, odd spellings, faults of ours."""

import asyncio
import json
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
import rdflib
from fastapi import FastAPI
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID as DEFAULT
from starlette.types import Message
from werkzeug.http import parse_options_header

from edugraph.build import registry
from edugraph.config import Settings
from edugraph.engine.protocol import Answer, Asked, Away
from edugraph.errors import EdugraphError
from edugraph.release import Release
from edugraph.store import Store
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import MANIFEST, Client, nquads

BASE = "https://w3id.org/edugraph/"
FORUM = "/doc/event/forum"
SUFFIXES = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf")
ODD = ("café", "школа", "a+b", "a%2Fb", "caf%C3%A9-spelt", "x;y=1,2", "(1)'!*~", "😀")
"""Last parts of IRIs as data may spell them."""
REGISTRY = """\
iri,since,status,replaced_by,reason
id/event/forum,1,active,,
id/event/old,1,merged,id/event/older,
id/event/older,1,merged,id/event/forum,
id/event/false,1,withdrawn,,It was a misreading: the text speaks of another forum.
id/event/to-false,1,merged,id/event/false,
id/event/школа,1,merged,id/event/forum,
vocab/event-status/kept,1,merged,vocab/event-status/held,
vocab/event-status/held,1,active,,
vocab/gone,1,withdrawn,,Nobody used it.
graph/truthy,1,active,,
graph/best,1,merged,graph/truthy,
"""


class Counting(InProcess):
    """An engine that keeps what it is asked, and raises once it is told to."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked: list[str] = []
        self.fault: Exception | None = None

    async def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked.query)
        if self.fault:
            raise self.fault
        return await super().answer(asked)


@pytest.fixture(scope="module")
def odd(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The sample with a registry, and with things whose names need care."""
    folder = tmp_path_factory.mktemp("odd")
    shutil.copytree(release.files, folder, dirs_exist_ok=True)
    (folder / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    made, store = Release(folder, MANIFEST), Store.in_memory()
    store.add(nquads() + "".join(f'<{BASE}id/x/{n}> <{BASE}def#p> "{n}" <{BASE}graph/odd> .\n' for n in ODD).encode())
    made.__dict__["store"] = store
    return made


@pytest.fixture(scope="module")
def served(odd: Release) -> tuple[Client, Counting]:
    engine = Counting(odd.store)
    return Client(create_app(odd, Settings(), engine)), engine


@pytest.fixture
def engine(served: tuple[Client, Counting]) -> Counting:
    served[1].asked, served[1].fault = [], None
    return served[1]


@pytest.fixture
def client(served: tuple[Client, Counting], engine: Counting) -> Client:
    return served[0]


# --- things and documents --------------------------------------------------------------------------------------------


def test_a_redirect_costs_one_question_and_a_description_as_many_for_all(client: Client, engine: Counting) -> None:
    client.get("/id/country/KAZ")
    assert len(engine.asked) == 1
    engine.asked.clear()
    client.get("/doc/country/KAZ.ttl")
    assert len(engine.asked) <= 7


def test_trig_and_quads_hold_what_the_syntaxes_for_triples_hold_with_who_says_it(client: Client) -> None:
    turtle = set(rdflib.Graph().parse(data=client.get(f"{FORUM}.ttl").text, format="turtle"))
    for suffix, name in ((".trig", "trig"), (".nq", "nquads")):
        found = rdflib.Dataset().parse(data=client.get(FORUM + suffix).text, format=name)
        quads = list(found.quads((None, None, None, None)))
        assert {(s, p, o) for s, p, o, graph in quads if graph == DEFAULT} == turtle
        assert {(s, p, o) for s, p, o, graph in quads if str(graph).startswith(f"{BASE}graph/")} == turtle


@pytest.mark.parametrize("name", ODD)
def test_an_iri_is_reached_by_its_address_however_odd_its_name(client: Client, name: str) -> None:
    ascii_ = rdflib.URIRef(f"{BASE}id/x/{name}")
    path = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in f"/id/x/{name}")
    found = client.get(path, "text/turtle")
    assert (found.status_code, found.headers["location"]) == (303, path.replace("/id/", "/doc/"))
    answer = client.get(found.headers["location"], "application/n-triples")
    assert ascii_ in set(rdflib.Graph().parse(data=answer.text, format="nt").subjects())
    assert answer.headers["link"].isascii()
    assert client.get(found.headers["location"]).status_code == 200


async def raw(app: FastAPI, path: bytes) -> tuple[int, bytes]:
    """A request just as it is spelt, as uvicorn hands it on: clients tidy paths up before they send them."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "scheme": "http", "path": unquote(path.decode()), "raw_path": path}
    headers = [(b"host", b"test"), (b"accept", b"application/problem+json, application/json;q=0.9")]
    await app({**scope, "query_string": b"", "root_path": "", "headers": headers}, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize(
    "path",
    [
        "/id/x/a/b", "/id/x/a%20b", "/id/x/a b", "/id/x%2Fa+b", "/id%2Fx/a+b", "/id/x/a%2fb", "/id/x/a%252Fb",
        "/id/x/caf%E9", "/id/x/a%2Bb", "/id/../id/x/a+b", "/id/x/../x/a+b", "/id/x/./a+b", "/id/x/%2e%2e/x/a+b",
        "/id/x/%00", "/id/x/%", "/id/x/%zz", "/id/x/[a]", "/id/x/a%7Cb", "/id/x/a|b", '/id/x/a"b', "/id/x/a>b",
        "/id/x/%F0%9F%98", "/id/", "/doc/", "/id//x/a+b", "/doc/id/x/a+b", "/doc/../id/x/a+b", "/dataset/none",
        "/id/" + "x" * 10_000, "/doc/" + "x" * 10_000, "/id/" + "%41" * 3_000, "/id/" + "../" * 3_000,
        "/.well-known/genid/none", "/.well-known/genid/", "/def/9.9.9", "/graph/none", "/graph/%00", "/graph/..",
        "/vocab/none", "/vocab/..", "/vocab/event-status%2Fheld", "/doc/vocab/event-status%2Fheld", "/release/none",
        "/release/..", "/release/../registry.csv", "/release/%2e%2e/registry.csv", "/release/none/registry.csv",
    ],
)  # fmt: skip
def test_what_no_thing_is_named_is_404_and_never_a_fault(client: Client, path: str) -> None:
    status, body = asyncio.run(raw(client.app, path.encode()))
    assert (status, json.loads(body)["code"]) == (404, "not-found")
    assert len(body) < 1_000 + len(path)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/id/event/old", "/id/event/forum"),
        ("/id/event/%D1%88%D0%BA%D0%BE%D0%BB%D0%B0", "/id/event/forum"),
        ("/doc/event/old", "/doc/event/forum"),
        ("/doc/event/old.trig", "/doc/event/forum.trig"),
        ("/doc/event/old?lang=lv", "/doc/event/forum?lang=lv"),
        ("/vocab/event-status/kept", "/vocab/event-status/held"),
        ("/doc/vocab/event-status/kept.nt", "/doc/vocab/event-status/held.nt"),
        ("/graph/best.ttl", "/graph/truthy.ttl"),
    ],
)
def test_what_was_merged_leads_on_for_good(client: Client, path: str, target: str) -> None:
    answer = client.get(path, "text/turtle")
    assert (answer.status_code, answer.headers["location"]) == (301, target)


@pytest.mark.parametrize("path", ["/id/event/false", "/doc/event/false", "/doc/event/false.ttl", "/id/event/to-false"])
def test_what_was_withdrawn_says_why(client: Client, path: str) -> None:
    told = client.get(path, "application/problem+json")
    assert (told.status_code, told.json()["code"], told.json()["detail"]) == (
        410,
        "gone",
        "id/event/false was withdrawn: It was a misreading: the text speaks of another forum.",
    )
    page = client.get(path, headers={"accept-language": "ru"})
    assert (page.status_code, "It was a misreading" in page.text, "Это изъято" in page.text) == (410, True, True)
    assert client.get("/vocab/gone").status_code == 410


def test_a_registry_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    for rows in ("id/a,1,merged,id/b,\n", "id/a,1,merged,id/b,\nid/b,1,merged,id/a,\n", "id/a,1,merged,id/a,\n"):
        (tmp_path / "registry.csv").write_text(f"iri,since,status,replaced_by,reason\n{rows}", encoding="utf-8")
        with pytest.raises(
            EdugraphError, match=r"'id/a' is merged into 'id/[ab]', which is not registered, or into itself"
        ):
            registry.read(tmp_path / "registry.csv")


# --- validators ------------------------------------------------------------------------------------------------------


PATHS = [
    FORUM,
    "/def",
    "/shapes",
    "/vocab",
    "/vocab/event-status",
    "/graph",
    "/graph/truthy",
    "/doc/vocab/event-status/held",
]
PAGES = [*PATHS, "/", "/browse", "/browse/Event", "/sources", "/questions", "/questions/who-attended", "/query"]


@pytest.mark.parametrize("path", [*PAGES, *(p + s for p in PATHS for s in SUFFIXES)])
def test_who_has_a_representation_is_told_so_without_a_question_to_the_engine(
    client: Client, engine: Counting, path: str
) -> None:
    first = client.get(path, headers={"accept-language": "lv"})
    tag = first.headers["etag"]
    assert (first.status_code, tag[0], tag[-1]) == (200, '"', '"')
    engine.fault = AssertionError("nobody may ask")
    for known in (tag, f'"other", W/{tag}'):
        for method in ("GET", "HEAD"):
            again = client.request(method, path, headers={"accept-language": "lv", "if-none-match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert again.headers["vary"] == first.headers["vary"]
            assert again.headers["cache-control"] == first.headers["cache-control"] == "public, no-cache"
            assert again.headers["access-control-expose-headers"] == "Allow, ETag, Link, Retry-After"
            assert "content-type" not in again.headers


def test_a_validator_is_for_one_release_address_syntax_and_language(client: Client, odd: Release) -> None:
    def tag(path: str, accept: str = "text/html", **headers: str) -> str:
        return client.get(path, accept, headers=headers).headers["etag"]

    tags = [
        tag(FORUM), tag(FORUM, **{"accept-language": "ru"}), tag(f"{FORUM}?lang=lv"), tag(f"{FORUM}.html"),
        tag(f"{FORUM}?asof=2020-01-01"),
        *(tag(FORUM + s) for s in SUFFIXES), tag("/doc/country/KAZ.ttl"), tag(FORUM, host="other.example"),
    ]  # fmt: skip
    assert len(set(tags)) == len(tags)
    assert tag(f"{FORUM}.ttl") == tag(FORUM, "text/turtle") == tag(FORUM, "text/*;q=0.1, text/turtle, text/html;q=0.2")
    assert tag(f"{FORUM}.ttl", **{"accept-language": "ru", "host": "other.example"}) == tag(f"{FORUM}.ttl")
    for manifest in ({**MANIFEST, "id": "0.2.0-x"}, {**MANIFEST, "inputs": {"digest": "other queries"}}):
        other = Release(odd.files, manifest)
        other.__dict__["store"] = odd.store
        served = Client(create_app(other, Settings(), InProcess(odd.store)))
        assert served.get(f"{FORUM}.ttl").headers["etag"] != tag(f"{FORUM}.ttl")


def test_a_star_matches_only_what_is_there(client: Client) -> None:
    assert client.get(FORUM, headers={"if-none-match": "*"}).status_code == 304
    assert client.get("/doc/event/none", headers={"if-none-match": "*"}).status_code == 404


# --- faults of ours --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/id/event/forum", FORUM, f"{FORUM}.ttl", "/id/none", "/doc/none", "/vocab/x", "/vocab/x/y", "/graph/none",
             "/def.ttl", "/def/9.9.9", "/shapes", "/dataset", "/doc/dataset", "/.well-known/genid/x"],
)  # fmt: skip
def test_an_engine_that_is_away_is_503_and_never_404(client: Client, engine: Counting, path: str) -> None:
    engine.fault = Away("the engine cannot be reached")
    answer = client.get(path, "*/*")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


# --- methods and headers ---------------------------------------------------------------------------------------------


ANY = [
    FORUM,
    f"{FORUM}.ttl",
    "/id/event/forum",
    "/def",
    "/graph/truthy",
    "/vocab/event-status",
    "/release",
    "/",
    "/static/site.css",
]


@pytest.mark.parametrize("path", ANY)
def test_an_address_tells_its_methods_and_refuses_others(client: Client, engine: Counting, path: str) -> None:
    told = client.request("OPTIONS", path)
    assert (told.status_code, told.headers["allow"], told.content, engine.asked) == (204, "GET, HEAD, OPTIONS", b"", [])
    for method in ("DELETE", "POST", "PUT", "PATCH"):
        if path.startswith("/graph/"):
            continue  # writes there are refused in words of the Graph Store Protocol: 403
        refused = client.request(method, path, "application/problem+json")
        assert refused.status_code == 405
        assert path.startswith("/static/") or refused.headers["allow"] == "GET, HEAD, OPTIONS"


def test_options_of_what_is_no_address_is_404_but_a_preflight_lets_its_page_see_that(client: Client) -> None:
    assert client.request("OPTIONS", "/none").status_code == 404
    asked = {"origin": "https://x.example", "access-control-request-method": "GET"}
    assert client.request("OPTIONS", "/none", headers=asked).status_code == 204


@pytest.mark.parametrize("path", ["/id/event/forum", FORUM, f"{FORUM}.nq", "/def", "/none", "/doc/none", "/release"])
def test_any_page_may_read_any_answer_without_credentials(client: Client, path: str) -> None:
    answer = client.get(path, headers={"origin": "https://x.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link", "Retry-After"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "path", [FORUM, "/def", "/shapes", "/vocab", "/vocab/event-status", "/graph", "/graph/truthy", "/doc/x/a+b"]
)
def test_links_lead_to_each_syntax_with_its_type(client: Client, path: str) -> None:
    for accept in ("text/html", "text/turtle"):
        links = read(client.get(path, accept).headers["link"])
        others = {href: told["type"] for href, rel, told in links if rel == "alternate"}
        assert len(others) == 7
        for href, media in others.items():
            assert client.get(href, "*/*").headers["content-type"].split(";")[0] == media
        assert {rel for _, rel, _ in links} >= {"alternate", "describedby", "license", "type", "describes"}


def read(header: str) -> list[tuple[str, str, dict[str, str]]]:
    """The links of a header as Werkzeug splits it: address, relation, the other parameters."""
    found = []
    for part in header.split(", <"):
        address, _, told = part.lstrip("<").partition(">")
        options = parse_options_header(f"x{told}")[1]
        found.append((address, options.pop("rel"), options))
    return found


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, */*;q=0", "application/pdf, image/*"])
def test_an_explicit_miss_lists_what_there_is(client: Client, accept: str) -> None:
    for path in (FORUM, "/def", "/graph/truthy", "/vocab/event-status"):
        told = client.get(path, accept)
        assert told.status_code == 406
        for media in ("text/html", "text/turtle", "application/n-triples", "application/n-quads", "application/trig"):
            assert media in told.json()["detail"]
    assert client.get("/doc/event/none", accept).status_code == 404


@pytest.mark.parametrize(
    "accept", ["x" * 10_240, "text/turtle;q=" + "1" * 10_000, "text/turtle, " * 800, '"' * 10_240, "\x7f", ";;,,"]
)
def test_a_strange_accept_header_is_no_fault(client: Client, accept: str) -> None:
    assert client.get(FORUM, accept).status_code in (200, 406)
