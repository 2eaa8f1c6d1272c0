import pytest


@pytest.fixture(scope="module")
def desk_site(prepared_site, tmp_path_factory):
    """A site of its own, with a second agent: Joe."""
    with prepared_site.running_copy(tmp_path_factory.mktemp("desk") / "data") as site:
        site.shell("from tests import cast; cast.welcome('joe', 'Joe Bell', is_staff=True)")
        site.shell("SupportDuty.objects.begin(User.objects.get(username='sam'))")
        yield site


@pytest.fixture
def site(desk_site):
    """The running site, where nobody waits when a test begins."""
    desk_site.shell("for ticket in Ticket.objects.exclude(state='closed'): ticket.close()")
    return desk_site
