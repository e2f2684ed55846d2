"""Actors, clusters and networks in words, in three languages, from the release."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from edugraph.network.selection import Filter, Network, selected, told
from edugraph.web import i18n
from edugraph.web.frame import Page
from edugraph.web.network.sentences import of_actor, of_cluster, of_network


@cache
def page(language: str) -> Any:
    """What the sentences ask of a page."""
    translations = i18n.catalogues()[language]
    found = SimpleNamespace(language=language, translations=translations, gettext=translations.gettext)
    found.number = lambda count: Page.number(found, count)  # type: ignore[arg-type]
    found.date = lambda day: Page.date(found, day)  # type: ignore[arg-type]
    return found


KAZAKHSTAN = {
    "en": [
        "Kazakhstan: ties with 10 countries.",
        "It rests on: 8 facts, dated 2015–2020. 1 has no date.",
        "By kind: took part together (6), agreed with each other (1), promised to (1).",
        "The strongest tie, 7 facts: Kyrgyzstan.",
        "One of 3 in its cluster that link it to cluster 2 (Russia).",
    ],
    "ru": [
        "Казахстан: связи с 10 странами.",
        "Основание: 8 фактов, датировка: 2015–2020 годы. Без даты: 1.",
        "По видам: совместное участие (6), соглашение (1), обязательство перед (1).",
        "Самая прочная связь, 7 фактов: Киргизия.",
        "Один из 3 участников своего кластера, связывающих его с кластером 2 (Россия).",
    ],
    "lv": [
        "Kazahstāna: saiknes ar 10 valstīm.",
        "Pamats: 8 fakti, datējums: 2015.–2020. gads. Bez datuma: 1.",
        "Pēc veida: kopīga dalība (6), vienošanās (1), apņemšanās pret (1).",
        "Ciešākā saikne, 7 fakti: Kirgizstāna.",
        "Viens no 3 sava klastera dalībniekiem, kas to saista ar 2. klasteri (Krievija).",
    ],
}


@pytest.mark.parametrize("language", KAZAKHSTAN)
def test_kazakhstan_among_countries(networks: dict[str, Network], language: str) -> None:
    assert of_actor(page(language), networks["countries"], "region-expanded", "country/KAZ") == KAZAKHSTAN[language]


def test_who_alone_links_others_is_said(networks: dict[str, Network]) -> None:
    found = of_actor(page("en"), networks["both"], "by-group", "org/asean")
    assert found[-1].startswith("Only this actor links these to the others: ")
    assert found[-1].endswith(" more.")


def test_an_actor_without_ties_is_told_with_the_day(networks: dict[str, Network]) -> None:
    found = {
        language: of_actor(page(language), networks["countries"], "named", "country/EST") for language in KAZAKHSTAN
    }
    assert found == {
        "en": ["Estonia: no tie found up to 21 November 2026."],
        "ru": ["Эстония: связей не найдено (данные на 21 ноября 2026\N{NARROW NO-BREAK SPACE}г.)."],
        "lv": ["Igaunija: saiknes nav atrastas (dati līdz: 2026. gada 21. novembris)."],
    }


def test_clusters_and_whole_networks_in_words(networks: dict[str, Network]) -> None:
    network = networks["countries"]
    first = network.told["clusters"]["by-group"]["list"][0]
    assert of_cluster(page("en"), network, first, "by-group").startswith("Cluster 1: ")
    summary = told(selected(network, Filter()))["summary"]
    assert of_network(page("en"), summary) == "11 actors, 38 pairs with ties, 6 facts, dated 2018–2025."
    assert of_network(page("en"), summary, {1: 5, 2: 6}).endswith(
        " dated 2018–2025. The largest cluster is number 2, with 6 actors."
    )
    assert of_network(page("en"), summary, {1: 11}).endswith(" dated 2018–2025.")
    assert of_network(page("lv"), summary) == "11 dalībnieki, 38 saistīti pāri, 6 fakti, datējums: 2018.–2025. gads."
    nothing = told(selected(Network.empty("both"), Filter()))["summary"]
    assert of_network(page("ru"), nothing) == "При этих фильтрах не остаётся ни одной связи."


@pytest.mark.parametrize("language", KAZAKHSTAN)
def test_every_actor_and_cluster_of_the_release_can_be_told(networks: dict[str, Network], language: str) -> None:
    for network in networks.values():
        for evidence, found in network.told["sentences"].items():
            for actor in found:
                assert all(
                    "%(" not in s and s.endswith(".") for s in of_actor(page(language), network, evidence, actor)
                )
            for cluster in network.told["clusters"][evidence]["list"]:
                assert "%(" not in of_cluster(page(language), network, cluster, evidence)


def test_which_few_link_a_cluster_to_another_is_said_in_three_languages(networks: dict[str, Network]) -> None:
    network = networks["both"]
    first, second = network.told["clusters"]["by-group"]["list"][:2]
    told = [
        [of_cluster(page(language), network, one, "by-group") for language in ("en", "ru", "lv")]
        for one in (first, second)
    ]
    assert [text.rpartition(". ")[2] for text in told[0]] == [
        "Only Russia links it to cluster 2.",
        "С кластером 2 его связывает только один участник: Россия.",
        "klasteri to saista tikai viens dalībnieks: Krievija.",
    ]
    assert told[1][0].endswith("Only these link it to cluster 1: Kazakhstan, Kyrgyzstan.")
    assert told[1][1].endswith("С кластером 1 его связывают только: Казахстан, Киргизия.")
    assert told[1][2].endswith("Ar 1. klasteri to saista tikai: Kazahstāna, Kirgizstāna.")


def test_those_who_link_a_cluster_are_those_who_have_a_tie_with_the_other(networks: dict[str, Network]) -> None:
    network = networks["both"]
    number = {n["id"]: n["measures"]["by-group"]["cluster"] for n in network.told["nodes"] if n["measures"]["by-group"]}
    pairs = selected(network, Filter()).pairs
    ends = [end for p in pairs for end in ((p.a, p.b), (p.b, p.a))]
    linking = {a for a, b in ends if number[a] == 2 and number[b] == 1}
    assert linking == {"country/KAZ", "country/KGZ"}
