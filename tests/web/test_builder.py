"""The simple builder as a form that works without JavaScript, and the named questions beside it."""

from urllib.parse import urlencode

import lxml.html
import pytest

from edugraph.vocabulary import BASE

from .conftest import Client

KAZ = f"{BASE}id/country/KAZ"


def shown(client: Client, *fields: tuple[str, str], status: int = 200, path: str = "/query") -> lxml.html.HtmlElement:
    answer = client.get(f"{path}?{urlencode(fields)}")
    assert answer.status_code == status, answer.text
    return lxml.html.document_fromstring(answer.content)


def where(what: str, how: str, value: str = "") -> list[tuple[str, str]]:
    return [("where", what), ("how", how), ("value", value)]


def text(form: lxml.html.HtmlElement, path: str) -> str:
    return " ".join(form.xpath(f"string({path})").split())


def query_of(form: lxml.html.HtmlElement) -> str:
    return str(form.xpath("string(//section[@id='builder']//code)"))


def test_classes_are_offered_with_how_many_things_there_are(built: Client) -> None:
    form = shown(built, ("lang", "lv"))
    offered = [option.text for option in form.xpath("//select[@name='want']/option")]
    assert offered[:4] == ["izvēlieties …", "pasākumi (20)", "institūciju sēdes (4)", "pasākumu sērijas (9)"]


def test_a_question_is_put_together_and_counted(built: Client) -> None:
    conditions = [*where("participant-from", "is", "country/KAZ"), *where("eg:when", "after", "2015")]
    form = shown(built, ("want", "eg:Event"), *conditions)
    assert text(form, "//section[@id='builder']//*[@role='status']") == "Found: 5"
    assert query_of(form) == form.xpath("string(//textarea[@name='query'])").strip(), "the plain field holds the query"
    assert f"VALUES ?value1 {{ <{KAZ}> }}" in query_of(form)
    run = form.xpath("//section[@id='builder']//a[@data-run]/@href")[0]
    answer = lxml.html.document_fromstring(built.get(run).content)
    assert len(answer.xpath("//section[@id='ask']//tbody/tr")) == 5


@pytest.mark.parametrize(
    "typed", ["Kazakhstan", "Казахстан", "Kazahstāna", "country/KAZ", KAZ, "Whatever [country/KAZ]", " kazakhstan "]
)
def test_a_thing_is_named_in_any_way(built: Client, typed: str) -> None:
    form = shown(built, ("want", "eg:Event"), *where("participant-from", "is", typed))
    assert form.xpath("//input[@id='value-1']/@value") == ["Kazakhstan [country/KAZ]"]
    assert f"<{KAZ}>" in query_of(form)


@pytest.mark.parametrize(
    ("lang", "what", "how"), [("en", "topic", "without"), ("ru", "тема", "без"), ("lv", "temats", "bez")]
)
def test_conditions_and_comparisons_are_called_in_the_language_of_the_page(
    built: Client, lang: str, what: str, how: str
) -> None:
    form = shown(
        built, ("want", "eg:Decision"), *where("topic", "not", "vocab/topic/academic-mobility"), ("lang", lang)
    )
    assert text(form, "//select[@id='where-1']/optgroup/option[@selected]") == what
    assert text(form, "//select[@id='how-1']/option[@selected]") == how
    assert len(form.xpath("//select[@id='value-1']/option")) > 10, "the codes of the list"


def test_a_row_is_removed_by_a_link_and_an_empty_row_waits_for_more(built: Client) -> None:
    conditions = [*where("organiser", "any"), *where("eg:when", "in", "2026")]
    form = shown(built, ("want", "eg:Event"), *conditions)
    assert len(form.xpath("//fieldset")) == 3
    removed = form.xpath("//fieldset[1]//a/@href")[0]
    assert removed == "/query?want=eg%3AEvent&where=eg%3Awhen&how=in&value=2026#builder"


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (where("eg:when", "after", "soon"), "Give a year, a month or a day: 2015, 2015-03 or 2015-03-20."),
        (where("eg:inCountry", "is", "Atlantis"), "Nothing here is called so: try another spelling, or its address."),
        (where("topic", "is", "vocab/voice/self"), "vocab/voice/self is not in the list: choose one."),
        (where("schema:position", "more", "many"), "Give a number, such as 12 or 0.5."),
    ],
)
def test_a_value_that_does_not_fit_is_told_beside_it_and_does_not_count(
    built: Client, condition: list[tuple[str, str]], fault: str
) -> None:
    form = shown(built, ("want", "eg:Event"), *condition)
    assert text(form, "//p[@id='fault-1']") == fault
    assert text(form, "//section[@id='builder']//*[@role='status']") == "Found: 20"
    assert "Conditions without a value do not count yet." in text(form, "//section[@id='builder']")


def test_a_permalink_to_what_is_no_longer_there_says_so_and_offers_what_is(built: Client) -> None:
    form = shown(built, ("want", "eg:Gone"), status=400)
    told = "eg:Gone is no class here, or nothing is of it: choose one from the list."
    assert text(form, "//section[@id='builder']//*[@role='alert']") == told
    assert len(form.xpath("//select[@name='want']/option")) > 10
    form = shown(built, ("want", "eg:Event"), *where("eg:gone", "is", "x"), status=400)
    told = "eg:gone is nothing that can be asked of these: choose from the list."
    assert text(form, "//section[@id='builder']//*[@role='alert']") == told
    assert text(form, "//section[@id='builder']//*[@role='status']") == "Found: 20"


def test_a_hundred_conditions_are_cut_in_words_and_contradictions_find_nothing(built: Client) -> None:
    many = [field for _ in range(100) for field in where("organiser", "any")]
    form = shown(built, ("want", "eg:Event"), *many, status=400)
    told = "Only the first 12 conditions are taken; write larger queries in SPARQL."
    assert text(form, "//section[@id='builder']//*[@role='alert']") == told
    assert "?value12" in query_of(form)
    assert "?value13" not in query_of(form)
    against = [*where("organiser", "any"), *where("organiser", "none")]
    form = shown(built, ("want", "eg:Event"), *against)
    assert text(form, "//section[@id='builder']//*[@role='status']") == "Found: 0"


@pytest.mark.parametrize(
    "typed", ['"} UNION {?s ?p ?o} #', "\\", "a\nb", "\0", "<script>alert(1)</script>", "مرحبا", "?x", "'" * 300, "🦉"]
)
def test_nothing_that_is_typed_becomes_a_part_of_the_query_or_of_the_page(built: Client, typed: str) -> None:
    form = shown(built, ("want", "eg:Event"), *where("name", "contains", typed))
    assert form.xpath("//section[@id='builder']//script") == []
    count = text(form, "//section[@id='builder']//*[@role='status']")
    assert count in ("Found: 0", "Found: 20"), "found by its own letters, or not at all"
    assert built.get("/sparql", "application/json", params={"query": query_of(form)}).status_code == 200


def test_an_unknown_comparison_is_the_usual_one_and_fields_may_be_missing(built: Client) -> None:
    form = shown(built, ("want", "eg:Event"), ("where", "eg:when"), ("how", "around"))
    assert form.xpath("//select[@id='how-1']/option[@selected]/@value") == ["in"]


def test_things_are_sorted_by_a_date_and_those_without_it_come_last(built: Client) -> None:
    form = shown(built, ("want", "eg:Event"), ("sort", "-eg:when"))
    rows = built.get("/sparql", "application/json", params={"query": query_of(form)}).json()["results"]["bindings"]
    days = [row["sort"]["value"] for row in rows if "sort" in row]
    assert days == sorted(days, reverse=True)
    assert ["sort" in row for row in rows] == sorted(("sort" in row for row in rows), reverse=True)


def test_the_form_alone_is_the_form_of_the_page(built: Client) -> None:
    fields = [("want", "eg:Decision"), *where("decision-date", "certainly-in", "2024"), ("lang", "ru")]
    whole, alone = shown(built, *fields), shown(built, *fields, path="/query/builder")
    assert query_of(whole) == query_of(alone)
    assert len(alone.xpath("//main")) == 0
    assert alone.xpath("//section/@id") == ["builder"]


def test_every_class_can_be_asked_with_each_of_its_conditions(built: Client) -> None:
    classes = shown(built).xpath("//select[@name='want']/option/@value")[1:]
    assert len(classes) > 20
    for name in classes:
        form = shown(built, ("want", name), path="/query/builder")
        offered = form.xpath("//select[@id='where-1']//option/@value")[1:]
        many = [field for one in offered[:12] for field in where(one, "any")]
        form = shown(built, ("want", name), *many, path="/query/builder")
        answer = built.get("/sparql", "application/json", params={"query": query_of(form)})
        assert answer.status_code == 200, query_of(form)


# --- named questions -------------------------------------------------------------------------------------------------


def test_questions_stand_by_topic_each_with_its_form_and_as_sparql(built: Client) -> None:
    form = shown(built)
    topics = [" ".join(s.text_content().split()) for s in form.xpath("//section[@id='questions']//summary")]
    assert topics[:3] == ["Events 5", "Decisions 4", "Commitments 3"]
    questions = form.xpath("//section[@id='questions']//li")
    assert len(questions) == len(built.app.state.site.questions)
    assert questions[0].xpath("a/@href") == [
        "/questions/events-announced-by-a-meeting",
        "/query?example=events-announced-by-a-meeting#ask",
    ]


@pytest.mark.parametrize(
    ("typed", "lang", "title"),
    [
        ("attended meeting", "en", "Who attended a meeting or took part in another event, and in what role?"),
        ("КТО ЗАСЕДАНИИ РОЛИ", "ru", "Кто участвовал в заседании или другом мероприятии и в какой роли?"),
        ("sanaksme loma", "lv", "Kas piedalījās sanāksmē vai citā pasākumā, un kādā lomā?"),
    ],
)
def test_questions_are_found_by_their_words_in_any_language(built: Client, typed: str, lang: str, title: str) -> None:
    form = shown(built, ("find", typed), ("lang", lang))
    assert title in [a.text_content() for a in form.xpath("//section[@id='questions']//li/a[1]")]


def test_where_no_question_fits_the_page_says_what_to_do(built: Client) -> None:
    form = shown(built, ("find", "zebra"))
    assert "No question has all these words: take one away." in text(form, "//section[@id='questions']")


@pytest.mark.parametrize("lang", ["ru", "lv"])
def test_every_question_has_its_title_answer_columns_and_parameters_in_each_language(built: Client, lang: str) -> None:
    for name in built.app.state.site.questions:
        page = lxml.html.document_fromstring(built.get(f"/questions/{name}?lang={lang}").content)
        told = page.xpath("//main/h1 | //main/p[@class='lead'] | //main//label | //main//thead/tr/th")
        assert told
        assert [one.text_content() for one in told if "en" in one.xpath("descendant-or-self::*/@lang")] == [], name
