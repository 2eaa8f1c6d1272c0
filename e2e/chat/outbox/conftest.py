"""Each test has a room of its own, behind a network that can fail."""

import itertools

import pytest

from e2e.browser import wait_until_fetched_ahead
from e2e.network import Network

rooms = itertools.count()


@pytest.fixture(scope="session")
def own_site(prepared_site, tmp_path_factory):
    """A site behind a network that can fail."""
    site = prepared_site.copy_to(tmp_path_factory.mktemp("outbox") / "data")
    network = Network(site.port)
    site.variables["ORIGINS"] = f"{network.url},{site.url}"
    site.start()
    network.start()
    site.network, site.url = network, network.url
    yield site
    network.stop()
    site.url = f"http://127.0.0.1:{site.port}"
    site.stop()
    assert not site.faults()


@pytest.fixture
def site(own_site):
    yield own_site
    own_site.network.heal()
    own_site.network.delay = own_site.network.delay_back = 0


@pytest.fixture
def network(site):
    return site.network


@pytest.fixture
def visit(visit):
    for error in ("WebSocket connection to", "[object Event]", "ERR_", "htmx:", "timeout"):
        visit.allow_error(error)
    return visit


@pytest.fixture
def slug(site):
    """A new room."""
    name = f"outbox-{next(rooms)}"
    site.shell(f"Room.objects.start('{name}', User.objects.get(username='ana'))")
    return name


@pytest.fixture
def ana(visit, slug):
    page = visit("ana", f"/rooms/{slug}/")
    wait_until_fetched_ahead(page)
    return page


@pytest.fixture
def say(site, slug):
    """Post messages in the room from outside."""

    def say(*texts):
        site.shell(
            f"room, ana = Room.objects.get(slug='{slug}'), User.objects.get(username='ana')\n"
            f"for text in {texts}: Message.objects.post(room, ana, text, None)"
        )

    return say
