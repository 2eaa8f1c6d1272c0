"""Several processes send to webhooks from one table."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from rooms.models import WebhookDelivery
from tests.live.test_jobs import database_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start():
    started = []

    def start():
        environ = {"DATABASE_URL": database_url(), "DATA_DIR": str(settings.DATA_DIR)}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.webhooks.sender"],
            cwd=settings.BASE_DIR,
            env=os.environ | environ | {"WEBHOOK_NETWORKS": "127.0.0.0/8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_two_processes_send_each_message_once(listen, receiver, lobby, ben, say, start, run_jobs):
    listen("every")
    for n in range(30):
        say(lobby, ben, f"number {n}")
    senders = [start(), start()]
    for sender in senders:
        sender.stdin.write("go\n")
        sender.stdin.flush()
    assert [sender.wait(30) for sender in senders] == [0, 0]
    run_jobs()
    ids = [request.headers["webhook-id"] for request in receiver.requests]
    assert len(ids) == len(set(ids)) == 30
    assert not WebhookDelivery.objects.waiting().exists()
