"""The examples of docs/webhooks.md do what it says."""

import json
import os
import re
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from rooms.api.rendering import message_json
from rooms.models import IncomingWebhook, Message, Webhook
from rooms.webhooks.payload import TYPE, body_of
from rooms.webhooks.views import hook as view
from tests.webhooks.conftest import loopback_allowed, run_jobs, the_delivery

PAGE = (settings.BASE_DIR / "docs/webhooks.md").read_text()
COMMANDS = re.findall(r"^    (curl .*)$", PAGE, re.MULTILINE)
__all__ = ["loopback_allowed", "run_jobs"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("command", "text"),
    zip(
        COMMANDS,
        ["Deploy done", "Build **7** failed", "[Build 7](https://ci.example/7)\n\n3 failed"],
        strict=True,
    ),
)
def test_command_writes_in_the_room(command, text, live_server, garden, sam):
    _, secret = IncomingWebhook.objects.make(garden, "Deploys", sam)
    command = command.replace("https://chat.example.org", live_server.url)
    done = subprocess.run(
        command, shell=True, env=os.environ | {"SECRET": secret}, capture_output=True, text=True
    )
    assert done.stdout == "Posted.\n"
    assert Message.objects.get().body == text


@pytest.fixture
def start_bot(tmp_path):
    """Run the bot of the page with that secret; returns its address."""
    started = []

    def start(secret):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
        environ = os.environ | {"WEBHOOK_SECRET": secret, "PORT": str(port)}
        started.append(subprocess.Popen([sys.executable, "-c", source], env=environ))
        _wait_for(port)
        return f"http://127.0.0.1:{port}/"

    yield start
    for process in started:
        process.kill()
        process.wait()


def _wait_for(port):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the bot does not listen")


@pytest.mark.django_db
def test_bot_of_the_page_answers(start_bot, loopback_allowed, run_jobs, lobby, echo, ben, say):
    lobby.add_members(echo)
    webhook = Webhook.objects.make(echo, "http://127.0.0.1:1/", Webhook.MENTIONS)
    Webhook.objects.update(address=start_bot(webhook.secret))
    say(lobby, ben, "@echo hello")
    run_jobs()
    assert Message.objects.get(author=echo).body == "You said: @echo hello"


@pytest.mark.django_db
def test_example_has_the_fields_that_are_sent(lobby, echo, ben, say):
    lobby.add_members(echo)
    Webhook.objects.make(echo, "http://a.example/", Webhook.MENTIONS)
    message = say(lobby, ben, "@echo what time is it?")
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    example, sent = json.loads(example), json.loads(body_of(the_delivery()))
    assert example["type"] == TYPE
    assert fields(example) == fields(sent)
    assert example["data"]["message"].keys() <= message_json(message).keys()


def fields(data):
    """The names in an object, and in those that it contains."""
    return {
        name: fields(value) if isinstance(value, dict) else None for name, value in data.items()
    }


def test_limits_are_those_of_the_site():
    assert f"more than {view.RATE.times} within a minute" in PAGE
    assert view.MAX_BODY == 64 * 1024
