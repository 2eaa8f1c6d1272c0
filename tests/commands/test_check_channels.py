"""The command `check_channels`: its report on the channel layer, the database and the cache."""

import os
import socket
import subprocess
import sys
import time
from io import StringIO

import pytest
from channels.layers import InMemoryChannelLayer
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection

from rooms.management import checks
from tests.stack.services import Redis, find_program

MAX_SECONDS = 20
"Two parts may take five seconds each; a closed port refuses the connection at once."


def run():
    out = StringIO()
    call_command("check_channels", stdout=out)
    return out.getvalue()


def start(tmp_path, *arguments, **env):
    """Run the command in its own process."""
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **env}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=60
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A data folder with an empty database."""
    folder = tmp_path_factory.mktemp("data")
    start(folder, "migrate", "-v0")
    return folder


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def failure_of(result):
    """The stderr lines of a run that must have failed without a traceback."""
    assert result.returncode == 1
    assert "Traceback" not in result.stderr + result.stdout
    return result.stderr.strip().splitlines()


@pytest.mark.django_db(transaction=True)
def test_command_times_the_layer_both_ways_the_database_and_the_cache():
    layer_by_group, layer_by_channel, database, cache, one_process, end = run().splitlines()
    assert layer_by_group.startswith("Channel layer (in memory), to a group: 20 round trips")
    assert layer_by_channel.startswith("Channel layer (in memory), to a channel: 20 round trips")
    assert database.startswith(f"Database ({connection.display_name}")
    assert "a write and a read, rolled back: 20 round trips" in database
    assert cache.startswith("Cache (in memory), a write and a read: 20 round trips, median ")
    assert cache.endswith(" ms")
    assert one_process.startswith("This channel layer serves one process only")
    assert end == "Everything works."


@pytest.mark.django_db(transaction=True)
def test_command_leaves_no_session_in_the_database():
    run()
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_layer_that_drops_every_message_is_reported(monkeypatch):
    async def drop(self, *args):
        pass

    monkeypatch.setattr(checks, "TIMEOUT", 0.3)
    monkeypatch.setattr(InMemoryChannelLayer, "send", drop)
    monkeypatch.setattr(InMemoryChannelLayer, "group_send", drop)
    with pytest.raises(CommandError, match=r"Channel layer .* it took more than 0\.3 s"):
        run()


@pytest.mark.django_db(transaction=True)
def test_cache_that_stores_nothing_is_reported(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with pytest.raises(CommandError, match=r"Cache .* what came back is not what was sent"):
        run()


def test_database_without_tables_is_reported_with_the_prepare_command(tmp_path):
    (line,) = failure_of(start(tmp_path, "check_channels"))
    assert "Database (SQLite)" in line
    assert "no such table" in line
    assert "`manage.py prepare`" in line


def test_unreachable_redis_is_reported_within_seconds(migrated):
    address = f"127.0.0.1:{free_port()}"
    started = time.monotonic()
    result = start(migrated, "check_channels", REDIS_URL=f"redis://:the-password@{address}/0")
    assert time.monotonic() - started < MAX_SECONDS
    layer, cache = failure_of(result)
    assert f"Channel layer (Redis at {address})" in layer
    assert f"Cache (Redis at {address})" in cache
    assert "refused" in layer or "Connect call failed" in layer
    assert "REDIS_URL" in layer
    assert "the-password" not in result.stderr + result.stdout
    assert "Database (SQLite)" in result.stdout


@pytest.mark.parametrize(
    "url",
    [
        "redis://:hush/hush@host:6379/0",
        pytest.param("http://:hush@host", marks=pytest.mark.long),
        pytest.param("redis://[hush", marks=pytest.mark.long),
    ],
)
def test_invalid_redis_url_is_reported_without_quoting_it(tmp_path, url):
    result = start(tmp_path, "check_channels", REDIS_URL=url)
    output = "".join(failure_of(result))
    assert "Channel layer" in output
    assert "its address cannot be read" in output
    assert "hush" not in output


def test_unreachable_database_is_reported_within_seconds(tmp_path):
    address = f"127.0.0.1:{free_port()}"
    url = f"postgres://me:the-password@{address}/hearth"
    started = time.monotonic()
    result = start(tmp_path, "check_channels", DATABASE_URL=url)
    assert time.monotonic() - started < MAX_SECONDS
    (line,) = failure_of(result)
    assert f"Database (PostgreSQL at {address})" in line
    assert "refused" in line
    assert "the-password" not in result.stderr + result.stdout


def test_database_that_never_answers_times_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgres://me@127.0.0.1:{silent.getsockname()[1]}/hearth"
        (line,) = failure_of(start(tmp_path, "check_channels", DATABASE_URL=url))
    assert "it took more than 5 s" in line


@pytest.fixture
def redis(tmp_path):
    """The address of a Redis server started for this test; it requires a password."""
    if not find_program("redis-server"):
        pytest.skip("redis-server is not installed here")
    server = Redis(tmp_path / "redis", password="the-password")
    server.start()
    yield f"127.0.0.1:{server.port}"
    server.stop()


def test_real_redis_serves_both_the_layer_and_the_cache(migrated, redis):
    result = start(migrated, "check_channels", REDIS_URL=f"redis://:the-password@{redis}/0")
    assert (result.returncode, result.stderr) == (0, "")
    assert f"Channel layer (Redis at {redis}), to a group: 20 round trips" in result.stdout
    assert f"Cache (Redis at {redis})" in result.stdout
    assert "one process only" not in result.stdout
    assert "the-password" not in result.stdout


def test_wrong_redis_password_is_reported_without_showing_it(migrated, redis):
    result = start(migrated, "check_channels", REDIS_URL=f"redis://:wrong-password@{redis}/0")
    layer, _ = failure_of(result)
    assert "password" in layer.lower()
    assert "wrong-password" not in result.stderr + result.stdout
