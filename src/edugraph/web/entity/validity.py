"""Whether something with a period was so on a day: yes, no, or possibly, where its bounds are not known."""

from datetime import date
from typing import Literal

Valid = Literal["yes", "possibly", "no"]


def valid(edtf: str, first: str, last: str, day: date) -> Valid:
    """Whether a period holds a day: `edtf` as written, `first` and `last` its bounds as ISO days, empty when unknown.

    An open end (`2005/..`) goes on; an unknown one (`2005/`) may have passed, and no period at all may be any.
    """
    asked = day.isoformat()
    if (first and asked < first) or (last and asked > last):
        return "no"
    start_open, end_open = edtf.startswith("../"), edtf.endswith("/..")
    return "yes" if (first or start_open) and (last or end_open) else "possibly"


def begun(first: str, day: date) -> Valid:
    """Whether a step had been taken by a day: possibly, where it has no date."""
    if not first:
        return "possibly"
    return "yes" if first <= day.isoformat() else "no"
