"""Every way to open the socket, and to be refused."""

import asyncio
from datetime import timedelta

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.utils import timezone

from rooms.api import token_pair
from rooms.live.database import in_database
from rooms.models import SocketPass, Token
from rooms.models.token import EVERY_SCOPE
from site_config.asgi import application
from tests.api.program import Program
from tests.api.program_socket import bearer
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


async def secret_of(user, **fields):
    issued = await later(Token.objects.issue, user, "Test", EVERY_SCOPE, **fields)
    return issued.secret


async def pass_from(token):
    """The query string of a pass that the HTTP API gives to that token."""
    answer = await later(Program(token).post, "/api/v1/socket-pass/")
    assert answer.status_code == 201
    address, _, query = answer.json()["url"].partition("?")
    assert address == "ws://testserver/ws/api/v1/"
    return query


def is_refused(socket, code=4401):
    """Whether it got a problem, and was closed for good."""
    status = {4401: 401, 4400: 400}[code]
    return socket.close_code == code and socket.answers[None]["error"]["status"] == status


async def test_header_opens_it(connect, ana):
    socket = await connect(headers=bearer(await secret_of(ana)))
    assert socket.opened["user"]["id"] == ana.pk
    assert socket.subprotocol is None


async def test_access_token_opens_it(connect, ana):
    pair = await later(token_pair.begin, ana)
    socket = await connect(headers=bearer(pair.access))
    assert socket.opened["scopes"] == sorted(EVERY_SCOPE)


@pytest.mark.parametrize("order", [1, -1])
async def test_subprotocol_opens_it_and_is_not_sent_back(connect, ana, order, caplog):
    caplog.set_level("DEBUG")
    secret = await secret_of(ana)
    offered = ["hearth.v1", f"hearth.bearer.{secret}"][::order]
    socket = await connect(subprotocols=offered)
    assert socket.opened["user"]["id"] == ana.pk
    assert socket.subprotocol == "hearth.v1"
    assert secret not in caplog.text


async def test_version_is_selected_beside_a_header(connect, ana):
    socket = await connect(headers=bearer(await secret_of(ana)), subprotocols=["hearth.v1"])
    assert socket.subprotocol == "hearth.v1"


async def test_pass_opens_one_socket(connect, ana):
    query = await pass_from(await secret_of(ana))
    assert (await connect(query=query)).opened["user"]["id"] == ana.pk
    assert is_refused(await connect(query=query))


async def test_pass_of_an_access_token_opens_it(connect, ana):
    pair = await later(token_pair.begin, ana)
    socket = await connect(query=await pass_from(pair.access))
    assert socket.opened["user"]["id"] == ana.pk
    await later(ana.end_sessions)
    await socket.until(lambda: socket.close_code)
    assert is_refused(socket)


async def test_pass_is_good_for_half_a_minute(connect, ana):
    query = await pass_from(await secret_of(ana))
    old = timezone.now() - timedelta(seconds=31)
    await later(SocketPass.objects.update, created_at=old)
    assert is_refused(await connect(query=query))


async def test_pass_ends_with_its_token(connect, ana):
    query = await pass_from(await secret_of(ana))
    await later(lambda: Token.objects.get().revoke())
    assert is_refused(await connect(query=query))


async def test_of_many_who_show_a_pass_one_gets_in(connect, ana):
    query = await pass_from(await secret_of(ana))
    sockets = await asyncio.gather(*(connect(query=query) for _ in range(8)))
    assert len([socket for socket in sockets if socket.opened]) == 1


async def test_taken_pass_is_taken_in_the_database(ana):
    """By whichever process: the row is read by both before one of them deletes it."""
    token = (await later(Token.objects.issue, ana, "Test", ["read"])).token
    secret = await later(SocketPass.objects.issue, token=token)

    def take_between():
        passes = SocketPass.objects.all()
        taken = []
        first = passes.__class__.first

        class Slow(passes.__class__):
            def first(self):
                found = first(self)
                taken.append(SocketPass.objects.take(secret))
                return found

        slow = Slow(SocketPass)
        return taken, slow.take(secret)

    taken, late = await in_database(take_between)
    assert taken[0] is not None
    assert late is None


async def test_pass_is_stored_as_a_digest(ana):
    query = await pass_from(await secret_of(ana))
    stored = await later(SocketPass.objects.get)
    assert query.removeprefix("pass=") not in str(vars(stored))


@pytest.mark.parametrize(
    "query", ["token={}", "access_token={}", "pass={}", "bearer={}", "x={}", "api_key={}"]
)
async def test_token_in_the_address_is_refused_with_words_and_not_logged(
    connect, ana, query, caplog
):
    caplog.set_level("DEBUG")
    secret = await secret_of(ana)
    socket = await connect(query=query.format(secret), headers=bearer(secret))
    assert is_refused(socket, 4400)
    assert "does not belong in an address" in socket.answers[None]["error"]["detail"]
    assert "with a token in its address" in caplog.text
    assert secret not in caplog.text


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"headers": bearer("hearth_x")},
        {"headers": bearer("é")},
        {"headers": [(b"authorization", b"Basic \xff")]},
        {"subprotocols": ["hearth.v1"]},
        {"subprotocols": ["hearth.v1", "hearth.bearer."]},
        {"query": "pass="},
        {"query": "pass=%00"},
        {"query": "pass=%ff%fe"},
    ],
    ids=str,
)
async def test_socket_without_a_valid_token_is_refused(connect, ana, options):
    assert is_refused(await connect(**options))


async def test_no_cookie_opens_it(connect, client_of, ana):
    client = await later(client_of, ana)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    headers = [(b"cookie", cookie.encode()), (b"origin", settings.ORIGINS[0].encode())]
    assert is_refused(await connect(headers=headers))


async def test_origin_is_not_asked_for(connect, ana):
    headers = [*bearer(await secret_of(ana)), (b"origin", b"https://other.example")]
    assert (await connect(headers=headers)).opened


async def test_token_opens_no_page(ana, lobby):
    headers = bearer(await secret_of(ana))
    page = WebsocketCommunicator(application, "/ws/rooms/lobby/", headers)
    is_connected, _ = await page.connect(timeout=5)
    assert not is_connected
