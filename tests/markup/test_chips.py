"""Chips of names that mean many: whom they list, and that no text makes a page grow by it."""

import re

from rooms.markup import to_html
from rooms.markup.chips import LISTED


def many(*people):
    return {"count": len(people), "people": list(people)}


def lists(html):
    return re.findall(r'<b class="mention" data-people="([^"]*)"', html)


def test_chip_lists_whom_it_means_and_says_how_many():
    html = to_html("Ask @ops", {"ops": many(3, 5)})
    assert 'data-people="3 5" title="2 people">@ops</b>' in html


def test_chip_of_everyone_lists_nobody():
    html = to_html("@room", {"room": {"count": 34, "people": None}})
    assert 'data-people="all" title="34 people">@room</b>' in html


def test_chip_of_very_many_counts_as_everyones():
    assert lists(to_html("@ops", {"ops": many(*range(LISTED))})) != ["all"]
    assert lists(to_html("@ops", {"ops": many(*range(LISTED + 1))})) == ["all"]


def test_name_that_is_repeated_lists_them_once():
    names = {"ops": many(3, 5), "here": many(7), "ana": [1, "Ana"]}
    html = to_html("@ops @here\n\n> @ops @ana\n\n- @here @ops", names)
    assert lists(html) == ["3 5", "7", "", "", ""]
    assert html.count('class="mention"') == 6
