"""Tests that share a server or a folder stay in one process when the suite runs in several."""

import pytest


@pytest.mark.xdist_group("grouped")
def test_the_group_of_a_test_reaches_the_scheduler(request: pytest.FixtureRequest) -> None:
    """pytest-xdist reads the group off the name of the test; with pytest 9.2 it is lost without a word."""
    expected = "@grouped" if getattr(request.config.option, "loadgroup", False) else "scheduler"
    assert request.node.nodeid.endswith(expected)
