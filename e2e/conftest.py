import os

import pytest
from playwright.sync_api import sync_playwright

from e2e.browser import Visits, launch
from e2e.server import Site


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory):
    """A site that is ready to start, one for all workers. The other sites are copies of it."""
    folder = tmp_path_factory.getbasetemp()
    return Site.prepared(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(scope="session")
def running_site(prepared_site, tmp_path_factory):
    with prepared_site.running_copy(tmp_path_factory.mktemp("served") / "data") as site:
        yield site


@pytest.fixture
def site(running_site):
    """The shared running site, where nobody has anything unread when a test begins.

    A test that kills its server overrides this with its own site.
    """
    running_site.shell("Membership.objects.mark_read(), Notification.objects.mark_read()")
    return running_site


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def playwright_devices(playwright):
    """What Playwright knows of phones, by name."""
    return playwright.devices


@pytest.fixture
def visit(browser, site):
    """Opens a page for a person. At the end no page may have logged an error in its console."""
    visits = Visits(browser, site)
    yield visits
    visits.close()
    assert visits.errors == []
