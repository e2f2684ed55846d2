"""Whether a membership or a step was so on a day: yes, no, or possibly."""

from datetime import date

import pytest

from edugraph.web.entity.validity import begun, valid

DAY = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("edtf", "first", "last", "answer"),
    [
        ("2005/..", "2005-01-01", "", "yes"),
        ("2005/", "2005-01-01", "", "possibly"),
        ("/2019", "", "2019-12-31", "no"),
        ("/2021", "", "2021-12-31", "possibly"),
        ("../2021", "", "2021-12-31", "yes"),
        ("2015/2019", "2015-01-01", "2019-12-31", "no"),
        ("2020", "2020-01-01", "2020-12-31", "yes"),
        ("2025-10-26/..", "2025-10-26", "", "no"),
        ("", "", "", "possibly"),
    ],
)
def test_a_period_holds_a_day_or_not_or_possibly(edtf: str, first: str, last: str, answer: str) -> None:
    assert valid(edtf, first, last, DAY) == answer


@pytest.mark.parametrize(("first", "answer"), [("2019-12-31", "yes"), ("2020-01-01", "yes"), ("2020-01-02", "no")])
def test_a_step_has_been_taken_once_its_day_has_come(first: str, answer: str) -> None:
    assert begun(first, DAY) == answer


def test_a_step_without_a_date_may_have_been_taken() -> None:
    assert begun("", DAY) == "possibly"
