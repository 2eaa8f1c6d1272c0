"""A fault that repeats itself does not flood the log."""

import io
import logging

import pytest

from site_config import bounded_log
from site_config.bounded_log import Bounded, Refusals


@pytest.fixture
def clock(monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr(bounded_log, "monotonic", lambda: now[0])
    return now


def record(line=1, text="The database is away", exc_info=None):
    return logging.LogRecord("hearth", logging.ERROR, "file.py", line, text, (), exc_info)


def test_records_of_one_kind_are_bounded_and_counted(clock):
    bounded = Bounded()
    assert sum(bounded.filter(record()) for _ in range(30_000)) == 20
    clock[0] += 60
    after = record()
    assert bounded.filter(after)
    assert after.getMessage() == "The database is away (29980 more like this were left out)"


def test_tracebacks_are_bounded_more_strictly(clock):
    bounded = Bounded()
    error = (ValueError, ValueError(), None)
    assert sum(bounded.filter(record(exc_info=error)) for _ in range(100)) == 3


def test_other_kinds_are_logged_meanwhile(clock):
    bounded = Bounded()
    for _ in range(100):
        bounded.filter(record())
    assert bounded.filter(record(line=2))


@pytest.fixture
def logged():
    """All that Django logs of requests, as the site writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Refusals())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


REFUSED = {
    "a host that is not allowed": ("/people/", {"HTTP_HOST": "evil.example"}, 400),
    "a page without the right to it": ("/dashboard/", {}, 403),
    "a body that cannot be read": ("/rooms/lobby/", {"CONTENT_TYPE": "multipart/form-data"}, 400),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_client_is_refused_is_logged_without_a_traceback(
    what, client_of, ana, lobby, logged
):
    path, extra, status = REFUSED[what]
    ask = client_of(ana).generic
    assert ask("POST" if "CONTENT_TYPE" in extra else "GET", path, **extra).status_code == status
    assert logged.getvalue()
    assert "Traceback" not in logged.getvalue()


def test_fault_of_the_site_is_logged_with_its_traceback(client_of, ana, lobby, logged, monkeypatch):
    client = client_of(ana)
    client.raise_request_exception = False
    monkeypatch.setattr("rooms.accounts.views.people.render", lambda *args: 1 / 0)
    assert client.get("/people/").status_code == 500
    assert "ZeroDivisionError" in logged.getvalue()


def test_site_logs_through_it(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["refusals", "bounded"]
