"""A tie explained: its page, its JSON, the page of the two actors and its table tell the same, for every edge."""

import csv
import io
import re

import pytest
from lxml import html

from edugraph.network.ties import EVIDENCE, LEVELS
from edugraph.release import Release
from web.conftest import Client

from . import plain

WIDEST = EVIDENCE[-1]
BASE = plain.BASE
QUERIES = "//h2[@id='queries']/following-sibling::details/pre/text()"


@pytest.fixture(scope="module")
def said(built: Release) -> plain.Said:
    return plain.read(built.files / "graph.nq.gz")


@pytest.fixture(scope="module")
def edges(said: plain.Said) -> list[tuple[str, str, str]]:
    """Level and both actors of every edge, the one that sorts first before the other."""
    return sorted({(level, *sorted((a, b))) for level, _kind, a, b, _evidence in plain.ties(said)})  # type: ignore[misc]


def page_of(site: Client, path: str) -> html.HtmlElement:
    answer = site.get(path, accept="text/html")
    assert answer.status_code == 200, path
    return html.fromstring(answer.text)


def listed(page: html.HtmlElement) -> list[tuple[str, ...]]:
    """Address, date, kinds, evidence of each fact of a page."""
    found = []
    for row in page.xpath("//div[@aria-labelledby='facts']//tbody/tr"):
        words = [" ".join(row.xpath(f"string(./td[@data-words='{name}'])").split()) for name in
                 ("When", "Kinds of ties", "How it is known")]  # fmt: skip
        found.append((row.xpath("./td[1]/a/@href")[0], *words))
    return found


def written(page: html.HtmlElement) -> dict[str, set[str]]:
    """Fact -> the passages and pages that its line leads to."""
    rows = page.xpath("//div[@aria-labelledby='facts']//tbody/tr")
    return {
        row.xpath("./td[1]/a/@href")[0].replace("/doc/", "", 1): {
            link.replace("/doc/", "", 1)
            for mark in row.xpath(".//details[@class='evidence']/ul/li")
            for link in (mark.xpath("./a[contains(@href, '/doc/passage/')]/@href") or mark.xpath("./a[1]/@href"))
        }
        for row in rows
    }


def passages(said: plain.Said, fact: str, level: str, actors: set[str]) -> set[str]:
    """Where a fact is written, and the parts in it of those who stand for the actors; in plain Python."""
    found = said.get(BASE + "id/" + fact, plain.EG + "evidence")
    parts = said.get(BASE + "id/" + fact, "^" + plain.EG + "in")
    for part in parts:
        for agent in said.get(part, plain.EG + "participant"):
            if {plain.short(actor) for actor, _evidence in plain.faces(said, agent, level)} & actors:
                found |= said.get(part, plain.EG + "evidence")
    return {plain.short(iri) for iri in found}


@pytest.mark.parametrize("level", LEVELS)
def test_every_edge_is_told_the_same_by_its_page_its_json_and_the_page_of_two(
    site: Client, said: plain.Said, edges: list[tuple[str, str, str]], level: str
) -> None:
    own = [(a, b) for at, a, b in edges if at == level]
    assert len(own) > 20
    for a, b in own:
        asked = f"level={level}&evidence={WIDEST}"
        told = site.get(f"/network/tie.json?{asked}&a={a}&b={b}").json()
        tie, pair = page_of(site, f"/network/tie?{asked}&a={a}&b={b}"), page_of(site, f"/pair/{a}/{b}?{asked}")
        assert [f"/doc/{line['fact']}" for line in told["facts"]] == [line[0] for line in listed(tie)], (a, b)
        assert listed(pair) == listed(tie), (a, b)
        found = {line["fact"]: {plain.short(one) for one in line["writtenIn"]} for line in told["facts"]}
        assert found == written(tie) == written(pair), (a, b)
        assert all(found[fact] >= passages(said, fact, level, {a, b}) for fact in found), (a, b)
        assert [q["query"] for q in told["queries"]] == pair.xpath(QUERIES), (a, b)


@pytest.mark.parametrize("level", LEVELS)
def test_the_table_of_every_pair_holds_the_facts_kinds_evidence_and_dates_of_its_tie(
    site: Client, edges: list[tuple[str, str, str]], level: str
) -> None:
    for a, b in [(a, b) for at, a, b in edges if at == level]:
        asked = f"level={level}&evidence={WIDEST}"
        told = site.get(f"/network.json?{asked}&actor={a}").json()
        wanted = {
            (tie["kind"], tie["evidence"], tie["a"], tie["b"], fact["fact"])
            for tie in told["ties"] if {tie["a"], tie["b"]} == {a, b} for fact in tie["facts"]
        }  # fmt: skip
        rows = list(csv.DictReader(io.StringIO(site.get(f"/pair/{a}/{b}.csv?{asked}").text)))
        found = {
            (row["kind"].rpartition("/")[2], row["evidence"].rpartition("/")[2],
             *(plain.short(row[name]) for name in ("from", "to", "fact")))
            for row in rows
        }  # fmt: skip
        assert found == wanted, (a, b)
        for row in rows:
            fact = told["facts"][plain.short(row["fact"])]
            assert row["notBefore"] >= (fact["notBefore"] or "")
            assert row["notAfter"] <= (fact["notAfter"] or "9999")
            assert fact["when"] in (row["when"] or None, None)


def test_a_click_on_a_tie_keeps_what_chose_its_facts_on_the_page_of_two(site: Client) -> None:
    tie = page_of(site, "/network/tie?a=country/KAZ&b=country/KGZ&kinds=co-participation&from=2016&lang=lv")
    (link,) = tie.xpath("//a[starts-with(@href, '/pair/')]/@href")
    pair = page_of(site, link)
    facts = "//div[@aria-labelledby='facts']//tbody/tr/td[1]/a/@href"
    assert tie.xpath(facts) == pair.xpath(facts)
    assert re.search(r"evidence=by-group", link)
    (back,) = pair.xpath("//ul[@class='ways']//a[starts-with(@href, '/network/tie')]/@href")
    assert page_of(site, back).xpath(facts) == tie.xpath(facts)
