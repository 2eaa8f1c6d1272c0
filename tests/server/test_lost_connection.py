"""A connection that is lost leaves its groups, whatever else fails at that moment."""

import pytest

from site_config.server.page_socket import PageSocket
from site_config.server.transport import Transport


class Socket:
    def fileno(self):
        return 7


class AsyncioTransport:
    """As asyncio's, for a socket that is open and has an empty buffer."""

    def get_extra_info(self, name):
        return Socket() if name == "socket" else ("127.0.0.1", 1)

    def set_write_buffer_limits(self, high):
        """The real one reports its backlog from this many bytes on."""


@pytest.fixture
async def page(monkeypatch):
    page = PageSocket()
    monkeypatch.setattr(PageSocket, "connectionLost", lambda page, reason: 1 / 0)
    monkeypatch.setattr(page, "dataReceived", lambda data: None)
    monkeypatch.setattr(page, "makeConnection", lambda transport: None)
    transport = Transport(lambda peer: page, set())
    transport.connection_made(AsyncioTransport())
    transport.data_received(b"GET")
    page.transport, page.state = transport, page.STATE_OPEN
    transport.registerProducer(page, streaming=True)
    return page


async def test_socket_leaves_its_groups_although_its_protocol_fails(page):
    group = PageSocket.group()
    group.add(page)
    assert list(group.ready.values()) == [7]
    with pytest.raises(ZeroDivisionError):
        page.transport.connection_lost(None)
    assert len(group) == 0
    assert page.transport not in page.transport._transports


async def test_socket_that_is_lost_is_not_added_again(page):
    group = PageSocket.group()
    group.add(page)
    with pytest.raises(ZeroDivisionError):
        page.transport.connection_lost(None)
    group.update(page)
    assert len(group) == 0
