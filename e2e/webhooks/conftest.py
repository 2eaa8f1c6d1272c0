import pytest

from tests.webhooks.receiver import Receiver


@pytest.fixture
def site(prepared_site, tmp_path):
    """A site of its own, whose webhooks may lead to this machine. Echo is Ana's, in the lobby."""
    variables = {"WEBHOOK_NETWORKS": "127.0.0.0/8"}
    with prepared_site.running_copy(tmp_path / "data", **variables) as site:
        site.shell(
            "ana = User.objects.get(username='ana');"
            "echo = User.objects.add_bot('echo', 'Echo', ana);"
            "Room.objects.get(slug='lobby').add_members(echo)"
        )
        yield site


@pytest.fixture
def receiver():
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()
