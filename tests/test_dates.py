"""Dates: what an EDTF string may say, and the days that it cannot lie before or after."""

import warnings
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugraph.records.dates import DateError, span

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from edtf import is_valid_edtf, parse_edtf

BOUNDS = [
    ("2025", "2025-01-01", "2025-12-31", "year"),
    ("2025-10", "2025-10-01", "2025-10-31", "month"),
    ("2024-02", "2024-02-01", "2024-02-29", "month"),
    ("2025-10-05", "2025-10-05", "2025-10-05", "day"),
    ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
    ("2018-21", "2018-03-01", "2018-05-31", "season"),
    ("2018-22", "2018-06-01", "2018-08-31", "season"),
    ("2018-23", "2018-09-01", "2018-11-30", "season"),
    ("2018-24", "2018-12-01", "2019-02-28", "season"),
    ("2019-24", "2019-12-01", "2020-02-29", "season"),
    ("9999-24", "9999-12-01", "9999-12-31", "season"),
    ("202X-21", "2020-03-01", "2029-05-31", "season"),
    ("XXXX-21", None, None, "season"),
    ("20XX", "2000-01-01", "2099-12-31", "interval"),
    ("202X", "2020-01-01", "2029-12-31", "interval"),
    ("000X", "0001-01-01", "0009-12-31", "interval"),
    ("202X-10", "2020-10-01", "2029-10-31", "interval"),
    ("201X-02-29", "2012-02-29", "2016-02-29", "interval"),
    ("XXXX", None, None, "unknown"),
    ("XXXX-11-20", None, None, "unknown"),
    ("XXXX-02-29", None, None, "unknown"),
    ("2025-XX", "2025-01-01", "2025-12-31", "year"),
    ("2025-1X", "2025-10-01", "2025-12-31", "year"),
    ("2025-XX-20", "2025-01-20", "2025-12-20", "year"),
    ("2025-XX-31", "2025-01-31", "2025-12-31", "year"),
    ("2025-10-XX", "2025-10-01", "2025-10-31", "month"),
    ("2025-10-3X", "2025-10-30", "2025-10-31", "month"),
    ("2025?", "2025-01-01", "2025-12-31", "year"),
    ("2025-10~", "2025-10-01", "2025-10-31", "month"),
    ("2025-10-05%", "2025-10-05", "2025-10-05", "day"),
    ("2025?-11-20", "2025-11-20", "2025-11-20", "day"),
    ("2025-~11-20", "2025-11-20", "2025-11-20", "day"),
    ("2018-21?", "2018-03-01", "2018-05-31", "season"),
    ("2015-06-25/2015-06-26", "2015-06-25", "2015-06-26", "interval"),
    ("2015/2015-06", "2015-01-01", "2015-06-30", "interval"),
    ("2026-10/2026-10", "2026-10-01", "2026-10-31", "interval"),
    ("2018-21/2018-22", "2018-03-01", "2018-08-31", "interval"),
    ("2025?/2026~", "2025-01-01", "2026-12-31", "interval"),
    ("2025/..", "2025-01-01", None, "interval"),
    ("2025/", "2025-01-01", None, "interval"),
    ("../2025", None, "2025-12-31", "interval"),
    ("/2025", None, "2025-12-31", "interval"),
    ("XXXX-05/XXXX-06", None, None, "interval"),
    ("[2024,2026-05]", "2024-01-01", "2026-05-31", "set"),
    ("{2024-10,2024-11}", "2024-10-01", "2024-11-30", "set"),
    ("[2024..2026]", "2024-01-01", "2026-12-31", "set"),
    ("[..2025]", None, "2025-12-31", "set"),
    ("[2025..]", "2025-01-01", None, "set"),
    ("[2024,XXXX-05]", None, None, "set"),
]
"""String, first and last possible day, precision."""

FAULTS = [
    ("", "'' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    (" 2025", "' 2025' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    ("2025\n", "'2025\\n' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    ("May 2025", "'May 2025' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    ("25", "'25' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    ("2025-1-1", "'2025-1-1' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    ("٢٠٢٥", "'٢٠٢٥' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    ("?2025?", "'?2025?' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    ("2025-~11~", "'2025-~11~' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
    (
        "2025-10-05T10:00",
        "'2025-10-05T10:00' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07",
    ),
    ("0000", "'0000': years count from 0001"),
    ("0000-21", "'0000-21': years count from 0001"),
    ("2025-00", "'2025-00': there is no month 00"),
    ("2025-13", "'2025-13': there is no month 13"),
    ("2025-3X", "'2025-3X': there is no month 3X"),
    ("2018-25", "'2018-25': there is no month 25"),
    ("2018-21-05", "'2018-21-05': there is no month 21"),
    ("2025-02-30", "'2025-02-30': there is no day 30 in that month"),
    ("2025-02-29", "'2025-02-29': there is no day 29 in that month"),
    ("2025-04-31", "'2025-04-31': there is no day 31 in that month"),
    ("2025-04-00", "'2025-04-00': there is no day 00 in that month"),
    ("19X1-02-29", "'19X1-02-29': there is no day 29 in that month"),
    ("XXXX-02-30", "'XXXX-02-30': there is no day 30 in that month"),
    ("2026/2025", "'2026/2025' ends before it starts"),
    ("2026-10-07/2026-10-05", "'2026-10-07/2026-10-05' ends before it starts"),
    ("2025/2025-02-30", "'2025-02-30': there is no day 30 in that month"),
    ("/", "'/' is no interval: write START/END, with .. for an open end and nothing for an unknown one"),
    ("../..", "'../..' is no interval: write START/END, with .. for an open end and nothing for an unknown one"),
    (
        "2025/2026/2027",
        "'2025/2026/2027' is no interval: write START/END, with .. for an open end and nothing for an unknown one",
    ),
    ("[2025", "'[2025' opens a set of dates and does not close it"),
    ("{2025]", "'{2025]' opens a set of dates and does not close it"),
    ("[]", "'[]' opens a set of dates and does not close it"),
    ("[..]", "'[..]' holds '..' without a date"),
    ("[2026..2025]", "'[2026..2025]' holds '2026..2025', which ends before it starts"),
    ("[2025, 2026]", "' 2026' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07"),
]
"""String, and the sentence that refuses it."""


@pytest.mark.parametrize(("edtf", "first", "last", "precision"), BOUNDS)
def test_a_date_has_its_bounds_and_its_precision(
    edtf: str, first: str | None, last: str | None, precision: str
) -> None:
    found = span(edtf)
    told = [d and d.isoformat() for d in (found.not_before, found.not_after)]
    assert (found.edtf, *told, found.precision) == (edtf, first, last, precision)


@pytest.mark.parametrize(("edtf", "sentence"), FAULTS)
def test_an_impossible_date_is_refused_in_a_sentence(edtf: str, sentence: str) -> None:
    with pytest.raises(DateError) as fault:
        span(edtf)
    assert str(fault.value) == sentence


MARKS = st.sampled_from(["", "?", "~", "%"])


@st.composite
def patterns(draw: st.DrawFn) -> tuple[str, date]:
    """A date in which digits were hidden, and the day that it was made of."""
    day = draw(st.dates())
    digits = "".join("X" if draw(st.booleans()) else c for c in f"{day.year:04}{day.month:02}{day.day:02}")
    parts = [digits[:4], digits[4:6], digits[6:]][: draw(st.integers(1, 3))]
    return "-".join(parts) + draw(MARKS), day


@given(patterns())
def test_a_date_with_hidden_digits_holds_the_day_that_it_was_made_of(made: tuple[str, date]) -> None:
    edtf, day = made
    found = span(edtf)
    assert (found.not_before or date.min) <= day <= (found.not_after or date.max)


@given(st.dates(), st.dates())
def test_an_interval_goes_from_its_earlier_to_its_later_day_or_is_refused(one: date, two: date) -> None:
    edtf = f"{one.isoformat()}/{two.isoformat()}"
    if one > two:
        with pytest.raises(DateError, match="ends before it starts"):
            span(edtf)
    else:
        assert (span(edtf).not_before, span(edtf).not_after) == (one, two)


@given(st.dates(max_value=date(9998, 1, 1)), st.integers(0, 400))
def test_a_set_reaches_from_its_first_to_its_last_day(start: date, days: int) -> None:
    end = start + timedelta(days)
    found = span(f"[{end.isoformat()},{start.isoformat()}]")
    assert (found.not_before, found.not_after, found.precision) == (start, end, "set")


@given(st.text("0123456789X?~%-/.[]{},", max_size=24) | st.text(max_size=12))
def test_any_text_is_a_date_with_bounds_in_order_or_is_refused(text: str) -> None:
    try:
        found = span(text)
    except DateError:
        return
    assert (found.not_before or date.min) <= (found.not_after or date.max)


NOT_IN_THE_LIBRARY = {"2018-21?", "2025-1X", "2025-10-3X", "202X-21", "XXXX-21"}
"""EDTF by ISO 8601-2, though the library does not know it."""
STRICTER = {
    "2025-02-29",
    "0000",
    "0000-21",
    "2018-25",
    "19X1-02-29",
    "XXXX-02-30",
    "2026/2025",
    "2026-10-07/2026-10-05",
}
STRICTER |= {"../..", "[2026..2025]", "[2025, 2026]"}
"""The library accepts them; here they are faults."""


@pytest.mark.parametrize("edtf", [row[0] for row in BOUNDS if row[0] not in NOT_IN_THE_LIBRARY])
def test_the_edtf_library_accepts_what_is_accepted_here(edtf: str) -> None:
    assert is_valid_edtf(edtf)


@pytest.mark.parametrize("edtf", [row[0] for row in FAULTS if row[0].strip() == row[0] and row[0] not in STRICTER])
def test_the_edtf_library_refuses_what_is_refused_here(edtf: str) -> None:
    assert not edtf or not is_valid_edtf(edtf)


INVENTED = {"/2025", "2025/", "9999-24", "201X-02-29", "000X", "2019-24", "2018-24"}
"""Bounds that the library makes up: ten years for an unknown end, 29 February of any year, winters of one year."""


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [row[:3] for row in BOUNDS if None not in row and row[0] not in INVENTED | NOT_IN_THE_LIBRARY],
)
def test_the_bounds_equal_those_of_the_edtf_library(edtf: str, first: str, last: str) -> None:
    parsed = parse_edtf(edtf)
    found = [f"{t.tm_year:04}-{t.tm_mon:02}-{t.tm_mday:02}" for t in (parsed.lower_strict(), parsed.upper_strict())]
    assert found == [first, last]
