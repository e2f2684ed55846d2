"""SERVICE is refused however it is written: what the engine would send out, the guard has refused before.

The engine is asked here without a barrier, for port 9, which its own client never calls: it fails loudly instead.
"""

import random

import pyoxigraph as ox
import pytest

from edugraph.store import QueryError, refuse

AWAY = "http://127.0.0.1:9/"
PROLOGUE = "".join(f"PREFIX {prefix}:<{AWAY}> " for prefix in ("", "a", "service", "a.b-c"))
CALLS = [
    f"1SERVICE <{AWAY}> {{}}",
    f"trueSERVICE <{AWAY}> {{}}",
    "?s ?p 1SERVICEa:b {}",
    "SERVICE:b {}",
    "service:b {}",
    "SERVICEa:b#}\n{}",
    "{}UNION{SERVICEa:b{}}",
    "?s :p <urn:a>.SERVICEa:b {}",
    "OPTIONAL{SERVICE:b{}}",
    "FILTER(0<1)SERVICE:b#>\n{}",
    "BIND(1 AS ?n)FILTER(0<?n)SERVICE:b#>\n{}",
    "FILTER(1<'b>'||true)SERVICE:b{} #'",
    "OPTIONAL{?s <http://x/\\u0041#> ?o}SERVICE:b {}",
    "OPTIONAL{?s <http://x/'#> ?o}SERVICE:b {}",
    "BIND('''\\''''AS ?x)SERVICE:b{} #'",
    "#'\rSERVICE:b{}",
    "LATERAL{SERVICE:b{}}",
    "SERVICE:b· {}",
    "SERVICE:b\u0301{}",
    "SERVICE:b\u200d{}",
    "SERVICE:b\\-{}",
    "SERVICE:\\({}",
    "SERVICE:b\\#{}",
    "SERVICE:b\\'{}\n#'",
    "?s ?p ?x·GRAPH SERVICE:b {}",
    "OPTIONAL{?s ?p a:b\\# }SERVICE:b {}",
    "OPTIONAL{?s ?p a:b\\' }SERVICE:b {}\n#'",
]
OPEN = [
    "VALUES ?x {'''a'} SERVICE:b {}",
    'VALUES ?x {"""a"} SERVICE :b {}',
    "VALUES ?x {'''a'}SERVICE:b{} #\\x'''",
    "VALUES ?x {'''a'}SERVICE:b{} #\\uD800'''",
]
FINE = [
    "?s service:SERVICE ?o",
    "?s a:service ?o . ?o service:a.service service:b",
    "GRAPH service:g { ?service ?p 'SERVICE'@en-service }",
    "OPTIONAL { ?s <http://x.org/SERVICE(1)#it's> ?o }",
    "?s a.b-c:service.SERVICE ?o FILTER(?o < 'SERVICE' || ?o > 'service')",
    "VALUES ?x { service:a <urn:service> } #SERVICE:b {}",
    "VALUES ?x { '''SERVICE:b {} ' \\' '' \\u0041\\U0001F600''' \"\"\"it's \"SERVICE\" \\n\"\"\" }",
]


@pytest.fixture(scope="module")
def engine() -> ox.Store:
    store = ox.Store()
    store.update(
        f"PREFIX : <{AWAY}> INSERT DATA {{ <urn:s> <urn:p> 1, true, 'x', 'x'@en ; "
        f":p :o, 1.0, 1e0, -1 . <urn:a> :p <urn:a> }}"
    )
    return store


def goes_out(engine: ox.Store, query: str) -> bool:
    """Whether the engine calls another server for a query."""
    try:
        list(engine.query(query))
    except OSError:
        return True
    except (SyntaxError, ValueError, RuntimeError):
        pass
    return False


@pytest.mark.parametrize("pattern", CALLS)
def test_a_call_is_refused_however_it_is_written(engine: ox.Store, pattern: str) -> None:
    query = f"{PROLOGUE}SELECT * {{ {'?s ?p ' if pattern[0] in '1t' else ''}{pattern}\n}}"
    assert goes_out(engine, query), "or this case shows nothing"
    with pytest.raises(QueryError, match="SERVICE is refused here"):
        refuse(query)


@pytest.mark.parametrize("pattern", OPEN)
def test_a_long_string_that_is_none_hides_no_call(engine: ox.Store, pattern: str) -> None:
    """The engine reads three quotes without an end as an empty string and the start of another."""
    query = f"{PROLOGUE}SELECT * {{ {pattern}\n}}"
    assert goes_out(engine, query), "or this case shows nothing"
    with pytest.raises(QueryError, match="a string in three quotes has no end, or an escape in it that SPARQL"):
        refuse(query)


@pytest.mark.parametrize("pattern", FINE)
def test_names_strings_and_comments_with_the_word_are_no_call(engine: ox.Store, pattern: str) -> None:
    query = f"{PROLOGUE}SELECT * {{ {pattern}\n}}"
    engine.query(query)
    refuse(query)


def test_a_graph_of_such_a_name_is_no_call(engine: ox.Store) -> None:
    query = f"{PROLOGUE}SELECT * FROM service:g FROM NAMED service:h {{ ?s ?p ?o }}"
    engine.query(query)
    refuse(query)


BEFORE = """VALUES ?n {1 2}|BIND(1 AS ?n)|FILTER(0<1)|FILTER(0<?n)|FILTER(?n<3 || 3>?n)|?s ?p 1|?s ?p true|?s ?p 'x'
|?s ?p 'x'@en|?s ?p :o|?s a:p a:o|?s :p 1.0|?s :p 1e0|?s :p -1|OPTIONAL{?s <http://x/'#> ?o}|OPTIONAL{?s <urn:x(> ?o}
|OPTIONAL{?s <urn:x)'> ?o}|OPTIONAL{?s <#'> ?o}|OPTIONAL{?s <http://x/\\u0041#> ?o}|OPTIONAL{?s ?p '''it's " \\' '''}
|OPTIONAL{?s ?p 'a\\\\'}|BIND('<' AS ?q)|BIND('>' AS ?r)|BIND('#' AS ?t)|FILTER('<'<'>')|OPTIONAL{GRAPH service:g{}}
|OPTIONAL{?s service:SERVICE ?o}|{} UNION {}|OPTIONAL{?s a.b-c:x.y ?o}|OPTIONAL{[] ?p ()}|FILTER EXISTS{}
|BIND(?n<'>'AS ?u)|FILTER(?n<'a')
|OPTIONAL{?s ?p a:b\\#}|OPTIONAL{?s ?p a:b\\'}|?s ?p a:b\\#c|?s ?p ?x·GRAPH
|VALUES ?y {'''a'}|VALUES ?y {\"\"\"a\"}|OPTIONAL{?s ?p a:x·GRAPH}
|OPTIONAL{?s ?p <http://x/{·>}|?s ?p '''\\u00e9''''""".replace("\n", "").split("|")
BETWEEN = ["", "", " ", "\n", "#c\n", "#'\n", "#>\n", '#"\r', "# <\n", ".", ". ", "#SERVICE\n"]
CALLED = ["SERVICE", "service", "SERVICE SILENT", "SERVICESILENT", "SERVICE#c\nSILENT"]
WHOM = [
    f"<{AWAY}>",
    ":b",
    "a:b",
    "service:b",
    "a.b-c:x",
    ":",
    ":b·",
    ":\\(",
    "a:b\\#",
    ":b\\'",
    " :b",
    "\n:b",
    "#>\n:b",
    "#'\r:b",
]
WHAT = ["{}", " {}", "\n{}", "#>\n{}", "#'\n{}", "#)>\n{ }"]
AFTER = ["", "#'", "#>", "#'>\n", "FILTER('a'<'>')", "FILTER(1<2)#>", "#\\x'''"]


def made(chance: random.Random) -> str:
    """A query with a call in it, most often one that can be read."""
    before = "".join(chance.choice(BEFORE) + chance.choice(BETWEEN) for _ in range(chance.randint(0, 3)))
    call = chance.choice(CALLED) + chance.choice(WHOM) + chance.choice(WHAT)
    after = "".join(chance.choice(BETWEEN) + chance.choice(BEFORE) for _ in range(chance.randint(0, 2)))
    return f"{PROLOGUE}SELECT * {{{before}{call}{after}{chance.choice(AFTER)}\n}}"


def test_no_call_among_many_ways_to_write_one_slips_through(engine: ox.Store) -> None:
    chance, calls = random.Random(1), 0
    for _ in range(4000):
        query = made(chance)
        if goes_out(engine, query):
            calls += 1
            with pytest.raises(QueryError, match=r"SERVICE is refused here|a string in three quotes"):
                refuse(query)
    assert calls > 500
