"""An action that fails after it has written stores nothing, says so, and the next one works."""

import pytest
from django.db import transaction

from rooms.models import Counter
from tests.live_page import later
from tests.test_doors import OF_STAFF, PLAYS, ask, data_of, path_of, prepare, socket_of
from tests.test_doors import things as make_things

pytestmark = pytest.mark.django_db(transaction=True)
make_things = make_things
HINTING = sorted(PLAYS.keys() - {"group_make", "group_rename"})
"The others change what no open page shows live."


class Broken:
    """Takes the place of Django's `transaction` where hints are registered, after the writes."""

    @staticmethod
    def on_commit(function):
        assert transaction.get_connection().in_atomic_block
        raise RuntimeError("on purpose")


@pytest.fixture
def things(make_things):
    """Fresh objects for one call, with a counter that can be reset."""

    def make():
        made = make_things()
        Counter.objects.update(value=5)
        return made

    return make


@pytest.fixture
def who(ana, sam, lobby):
    """The person who may ask for that."""
    return lambda name: sam if name in OF_STAFF else ana


@pytest.mark.parametrize("name", HINTING)
async def test_page_is_told_and_nothing_is_stored(name, things, who, open_page, monkeypatch):
    made = await later(things)
    await later(prepare, name, made)
    before = await later(PLAYS[name].outcome, made)
    data = await later(data_of, name, made)
    page = await open_page(who(name), socket_of(name, made))
    await page.drain(0.5)  # and has said that it is looked at
    with monkeypatch.context() as patched:
        patched.setattr("rooms.live.hints.transaction", Broken)
        await page.act(name, **data)
        await page.until("That did not work, and nothing was saved.")
    assert await later(PLAYS[name].outcome, made) == before
    await ask(page, name, **data)
    assert await later(PLAYS[name].outcome, made) != before


@pytest.mark.parametrize("name", HINTING)
def test_plain_post_gets_500_and_nothing_is_stored(name, things, who, client_of, monkeypatch):
    made, client = things(), client_of(who(name))
    prepare(name, made)
    before = PLAYS[name].outcome(made)
    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("rooms.live.hints.transaction", Broken)
        answer = client.post(path_of(name, made), data_of(name, made))
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert PLAYS[name].outcome(made) == before
    assert client.post(path_of(name, made), data_of(name, made)).status_code == 302
    assert PLAYS[name].outcome(made) != before
