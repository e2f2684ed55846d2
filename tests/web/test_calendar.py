"""The calendar, read by another library than the one that writes it."""

from datetime import date

import pytest
import vobject

from .conftest import Client

COUNCIL = "org/cis-education-council"
IRI = "https://w3id.org/edugraph/id/"


def body(client: Client, query: str = "") -> bytes:
    answer = client.get(f"/commitments.ics?{query}", accept="text/calendar")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return answer.content


def entries(client: Client, query: str = "") -> dict[str, vobject.base.Component]:
    """UID -> entry, as vobject reads and validates it."""
    read = vobject.readOne(body(client, query).decode("utf-8"))
    assert read.validate(raiseException=True)
    found = {entry.uid.value: entry for entry in getattr(read, "vevent_list", [])}
    assert len(found) == len(getattr(read, "vevent_list", []))
    return found


def test_a_calendar_program_reads_planned_events_and_due_windows_as_whole_days(founded: Client) -> None:
    found = entries(founded, f"actor={COUNCIL}")
    assert sorted(uid.removeprefix(IRI) for uid in found) == [
        "commitment/hold-9th-congress",
        "commitment/hold-next-education-council-meeting",
        "event/cis-education-council-tajikistan",
        "event/cis-teachers-congress-9",
    ]
    due = found[f"{IRI}commitment/hold-9th-congress"]
    assert (due.dtstart.value, due.dtend.value) == (date(2026, 10, 1), date(2026, 11, 1))
    assert due.summary.value == "Due: Hold the 9th CIS teachers' congress in Minsk"
    assert due.status.value == "CONFIRMED"
    assert due.transp.value == "TRANSPARENT"
    assert due.dtstamp.value.isoformat() == "2026-11-21T00:00:00+00:00"
    assert due.url.value == "http://test/commitments/hold-9th-congress"
    assert due.description.value.split("\n") == [
        "Promised by: Council for Education Cooperation of the CIS Member States",
        "Due: October 2026",
        "State on 21 November 2026: due date passed; no evidence found up to 21 November 2026",
        "http://test/commitments/hold-9th-congress",
    ]


def test_a_planned_event_has_its_place_its_status_and_its_state(founded: Client) -> None:
    event = entries(founded)[f"{IRI}event/cis-teachers-congress-9"]
    assert event.summary.value == "9th Congress of Teachers and Education Workers of the CIS"
    assert event.location.value == "Minsk"
    assert event.description.value.split("\n")[:3] == [
        "scheduled",
        "When: October 2026",
        "State on 21 November 2026: due date passed; no evidence found up to 21 November 2026",
    ]
    proposed = entries(founded)[f"{IRI}event/higher-education-teachers-forum-russia"]
    assert proposed.status.value == "TENTATIVE"


def test_a_window_of_years_is_a_span_and_says_whose_date_it_is(founded: Client) -> None:
    item = entries(founded, "plan=arpae-2022-2026")[f"{IRI}plan/arpae-2022-2026/M1.A9"]
    assert (item.dtstart.value, item.dtend.value) == (date(2022, 1, 1), date(2027, 1, 1))
    assert "Makers and due date are taken from its plan, by rule." in item.description.value


def test_what_has_no_date_is_left_out_and_so_are_events_where_a_filter_is_not_for_them(founded: Client) -> None:
    assert len(entries(founded)) == 66 + 3
    assert len(entries(founded, "plan=arpae-2022-2026")) == 63
    assert entries(founded, "state=no-deadline") == {}
    assert {uid.split("/")[5] for uid in entries(founded, "obligation=announcement")} == {"commitment"}
    assert entries(founded, "actor=org/nobody-knows") == {}


@pytest.mark.parametrize("language", ["en", "ru", "lv"])
def test_lines_end_and_fold_as_the_standard_says(founded: Client, language: str) -> None:
    text = body(founded, f"lang={language}")
    lines = text.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert (lines[0], lines[-2], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"")
    assert text == body(founded, f"lang={language}")
    assert text.decode("utf-8").count("BEGIN:VEVENT") == 69


def test_the_calendar_speaks_the_language_of_the_page(founded: Client) -> None:
    read = vobject.readOne(body(founded, "lang=ru").decode("utf-8"))
    assert read.x_wr_calname.value == "Обязательства и запланированные мероприятия · edugraph"
    due = entries(founded, f"lang=lv&actor={COUNCIL}")[f"{IRI}commitment/hold-9th-congress"]
    assert due.description.value.split("\n")[1:3] == [
        "Termiņš: 2026. g. oktobris",
        "Stāvoklis (2026. gada 21. novembris): "
        "termiņš pagājis; izpildes pierādījumi nav atrasti (stāvoklis: 2026. gada 21. novembris)",
    ]
    assert due.url.value.endswith("/commitments/hold-9th-congress?lang=lv")


def test_the_state_follows_the_day(founded: Client) -> None:
    due = entries(founded, "asof=2026-09-15")[f"{IRI}commitment/hold-9th-congress"]
    assert "State on 15 September 2026: due within 90 days" in due.description.value


def test_addresses_are_the_public_ones_wherever_the_site_is_served(founded: Client) -> None:
    from .founded import client_of

    public = client_of(founded.app.state.site.release, public_url="https://example.org/graph/")
    due = entries(public, "lang=en")[f"{IRI}commitment/hold-9th-congress"]
    assert due.url.value == "https://example.org/graph/commitments/hold-9th-congress?lang=en"
    assert b"https://example.org/graph/changes.atom" in public.get("/changes.atom").content
