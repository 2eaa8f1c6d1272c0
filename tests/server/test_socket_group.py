"""A group writes to its open sockets, directly to those whose buffer is empty."""

import os

import pytest
from daphne.ws_protocol import WebSocketProtocol

from site_config.server.page_socket import PageSocket


class Transport:
    """A transport that writes to a pipe."""

    disconnecting = False

    def __init__(self):
        self.reading, self.writing = os.pipe()
        self.descriptor, self.written = self.writing, []

    def write(self, data):
        self.written.append(data)

    def unsent(self):
        return sum(map(len, self.written))

    def read(self):
        os.set_blocking(self.reading, False)
        try:
            return os.read(self.reading, 1 << 20)
        except BlockingIOError:
            return b""


@pytest.fixture
def sockets():
    made = [PageSocket() for _ in range(3)]
    for socket in made:
        socket.state, socket.transport = socket.STATE_OPEN, Transport()
    yield made
    for socket in made:
        os.close(socket.transport.reading)
        os.close(socket.transport.writing)


@pytest.fixture
def group(sockets):
    group = PageSocket.group()
    for socket in sockets:
        group.add(socket)
    return group


def received(sockets):
    return [socket.transport.read() for socket in sockets]


def test_every_socket_in_a_group_gets_the_same_frame(group, sockets):
    assert group.write(b"one") == []
    assert received(sockets) == [b"one"] * 3
    assert len(group) == 3


def test_lagging_socket_is_written_to_by_its_transport_until_its_buffer_is_empty(group, sockets):
    lagging = sockets[1]
    lagging.transport.descriptor = None
    lagging.pauseProducing()
    assert group.write(b"one") == [(lagging, 3)]
    assert (received(sockets), lagging.transport.written) == ([b"one", b"", b"one"], [b"one"])
    lagging.transport.descriptor = lagging.transport.writing
    lagging.resumeProducing()
    assert group.write(b"two") == []
    assert received(sockets) == [b"two"] * 3
    assert len(group) == 3


@pytest.mark.parametrize(
    ("method", "state"),
    [
        ("sendCloseFrame", PageSocket.STATE_CLOSING),
        ("dropConnection", PageSocket.STATE_CLOSED),
    ],
)
def test_closing_socket_gets_no_more_frames(group, sockets, method, state, monkeypatch):
    def set_state(self, *args, **kwargs):
        self.state = state

    monkeypatch.setattr(WebSocketProtocol, method, set_state, raising=False)
    getattr(sockets[1], method)()
    assert group.write(b"one") == []
    assert received(sockets) == [b"one", b"", b"one"]
    assert len(group) == 2


def test_lost_socket_is_removed_with_its_descriptor(group, sockets, monkeypatch):
    def set_closed(self, reason):
        self.state = self.STATE_CLOSED

    monkeypatch.setattr(WebSocketProtocol, "connectionLost", set_closed)
    sockets[1].connectionLost("the browser disconnected")
    assert list(group.ready) == [sockets[0], sockets[2]]


def test_full_socket_gets_the_rest_of_a_frame_from_its_transport(group, sockets):
    full = sockets[1].transport
    os.set_blocking(full.descriptor, False)
    while True:
        try:
            os.write(full.descriptor, b"x" * 4096)
        except BlockingIOError:
            break
    assert group.write(b"one") == [(sockets[1], 3)]
    assert full.written == [b"one"]
    assert received([sockets[0], sockets[2]]) == [b"one", b"one"]


def test_discarded_socket_gets_no_frames_and_no_longer_updates_the_group(group, sockets):
    group.discard(sockets[1])
    sockets[1].resumeProducing()
    group.write(b"one")
    assert received(sockets) == [b"one", b"", b"one"]
    assert sockets[1].groups == ()


def test_temporary_group_is_not_recorded_on_its_sockets(sockets):
    assert PageSocket.group(sockets).write(b"one") == []
    assert received(sockets) == [b"one"] * 3
    assert [socket.groups for socket in sockets] == [()] * 3
