from ipaddress import ip_network

import pytest

from rooms.live import jobs
from rooms.models import Job, Webhook, WebhookDelivery
from tests.webhooks.receiver import Receiver


@pytest.fixture
def loopback_allowed(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture
def receiver(loopback_allowed):
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def listen(echo, lobby, receiver):
    """Make a webhook of Echo, who is in the lobby."""

    def make(events=Webhook.MENTIONS, room=None, address=None):
        lobby.add_members(echo)
        return Webhook.objects.make(echo, address or receiver.address, events, room)

    return make


@pytest.fixture
def run_jobs():
    """Run all jobs that are due, as a process does."""

    def run():
        while jobs.run_next(Job.objects, set()):
            pass

    return run


def the_delivery():
    return WebhookDelivery.objects.get()
