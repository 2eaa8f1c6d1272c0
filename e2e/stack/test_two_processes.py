"""Two people in a browser, each on another process."""

import pytest
from playwright.sync_api import expect

from e2e.browser import Visits, message, post, presence

pytestmark = pytest.mark.stack


def test_two_people_on_different_processes_talk(browser, make_stack):
    one, other = (Visits(browser, site) for site in make_stack(2).sites)
    ana, ben = one("ana"), other("ben")
    expect(presence(ana, "Ben Okafor")).to_be_visible()
    post(ana, "Hello Ben")
    expect(message(ben, "Hello Ben")).to_be_visible()
    post(ben, "Hello Ana")
    expect(message(ana, "Hello Ana")).to_be_visible()
    for visits in (one, other):
        visits.close()
        assert visits.errors == []
