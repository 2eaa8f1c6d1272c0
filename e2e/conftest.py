import pytest
from playwright.sync_api import sync_playwright

from e2e.browser import Visits, launch
from e2e.server import Site


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A site that is ready to start; the others are copies of it."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.prepare()
    return site


@pytest.fixture(scope="session")
def running(prepared, tmp_path_factory):
    site = prepared.copy_to(tmp_path_factory.mktemp("served") / "data")
    site.start()
    yield site
    site.stop()
    assert not site.faults()


@pytest.fixture
def site(running):
    """The one running site; a test that kills it takes a site of its own instead."""
    return running


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, site):
    """Opens a page for a person; at the end no page may have complained in its console."""
    visits = Visits(browser, site)
    yield visits
    visits.close()
    assert visits.complaints == []
