"""How long search takes with many things: building the index, suggesting letter by letter, finding, reconciling.

python bench/search.py --things 100000 [--rounds 300]
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from words import label, name

from edugraph import search
from edugraph.rdf import Quad, iri, literal
from edugraph.search import reconciling
from edugraph.vocabulary import BASE, EG, PREFIXES, RDF, SKOS

GRAPH = iri(f"{BASE}graph/source/synthetic")
KINDS = {
    "org": (PREFIXES["org"] + "Organization", ("Ministry", "Министерство", "Ministrija")),
    "event": (EG.base + "Event", ("Forum", "Форум", "Forums")),
    "project": (EG.base + "Project", ("Project", "Проект", "Projekts")),
    "document": (EG.base + "Document", ("Agreement", "Соглашение", "Līgums")),
    "commitment": (EG.base + "Commitment", ("Open a school in", "Открыть школу в", "Atvērt skolu")),
}
COUNTRIES = 200


def quads(things: int) -> Iterator[Quad]:
    """Things of five kinds with names in three languages and an abbreviation for one in five; some point at others."""
    random = Random(1)
    for number in range(COUNTRIES):
        country = iri(f"{BASE}id/country/{number}")
        yield country, iri(RDF.type), iri(EG.base + "Country"), GRAPH
        for language in ("en", "ru", "lv"):
            yield country, iri(SKOS.prefLabel), literal(name(number, language), language), GRAPH
    for number in range(things):
        path, (class_, nouns) = list(KINDS.items())[number % len(KINDS)]
        this = iri(f"{BASE}id/{path}/{number}")
        yield this, iri(RDF.type), iri(class_), GRAPH
        for language, text in label(nouns, number).items():
            yield this, iri(SKOS.prefLabel), literal(text, language), GRAPH
        if number % 5 == 0:
            yield this, iri(SKOS.base + "altLabel"), literal(name(number)[:5].upper(), "en"), GRAPH
        yield this, iri(EG.base + "ofCountry"), iri(f"{BASE}id/country/{number % COUNTRIES}"), GRAPH
        yield this, iri(EG.base + "about"), iri(f"{BASE}id/org/{random.randrange(things) // 5 * 5}"), GRAPH


def timed(words: list[str], ask: Callable[[str], object]) -> tuple[float, float, float]:
    """Milliseconds of each question: median, 95 of 100, the longest."""
    taken = []
    for word in words:
        start = time.perf_counter()
        ask(word)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return statistics.median(taken), taken[len(taken) * 95 // 100], taken[-1]


def asked(things: int, rounds: int) -> dict[str, list[str]]:
    """What people type: the starts of names, whole names, common words, slips."""
    random = Random(2)
    numbers = [random.randrange(things) for _ in range(rounds)]
    whole = [name(n, random.choice(("en", "ru", "lv"))) for n in numbers]
    return {
        "two letters": [w[:2] for w in whole],
        "three letters": [w[:3] for w in whole],
        "five letters": [w[:5] for w in whole],
        "a whole name": whole,
        "a word of one in five": [random.choice(nouns) for _, nouns in KINDS.values() for _ in range(rounds // 5)],
        "that and a start": [f"{random.choice(('Forum', 'Форум', 'Project'))} {w[:3]}" for w in whole],
        "a name with a slip": [w[:3] + w[4] + w[3] + w[5:] for w in whole],
        "a name with two": [w[:2] + "x" + w[3:6] + w[7:] for w in whole],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--things", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / search.NAME
        made = list(quads(given.things))
        start = time.process_time()
        held = search.write(path, made, {})
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        size = path.stat().st_size / 2**20
        told = f"{seconds:.1f} s of CPU, {size:.0f} MiB, {peak} MiB of memory at the peak"
        print(f"{held} things, {len(made)} quads: {told}")
        index = search.Index(path)
        print(f"{'milliseconds':<12}{'asked':<24}{'median':>8}{'95 %':>8}{'longest':>9}")
        for words, texts in asked(given.things, given.rounds).items():
            for what, ask in asking(index).items():
                print(f"{what:<12}{words:<24}" + "".join(f"{ms:>8.1f}" for ms in timed(texts, ask)))
        index.close()


def asking(index: search.Index) -> dict[str, Callable[[str], object]]:
    return {
        "suggest": lambda text: search.suggested(index, text, "en"),
        "find": lambda text: search.found(index, text, "en"),
        "reconcile": lambda text: reconciling.candidates(index, reconciling.Wanted(text)),
    }


if __name__ == "__main__":
    sys.exit(main())
