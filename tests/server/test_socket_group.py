"""A row writes to the sockets that can be written to now, and to no other."""

import os

import pytest

from site_config.server.page_socket import PageSocket


class Transport:
    """A pipe in the place of a connection."""

    def __init__(self):
        self.reading, self.writing = os.pipe()
        self.descriptor, self.written = self.writing, []

    def write(self, data):
        self.written.append(data)

    def waiting(self):
        return sum(map(len, self.written))

    @property
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
def row(sockets):
    row = PageSocket.row()
    for socket in sockets:
        row.add(socket)
    return row


def seen(sockets):
    return [socket.transport.read for socket in sockets]


def test_everyone_in_a_row_gets_the_same(row, sockets):
    assert row.write(b"one") == []
    assert seen(sockets) == [b"one"] * 3
    assert len(row) == 3


def test_who_waits_already_is_written_to_in_turn_and_later_at_once_again(row, sockets):
    waits = sockets[1]
    waits.transport.descriptor = None
    waits.pauseProducing()
    assert row.write(b"one") == [(waits, 3)]
    assert (seen(sockets), waits.transport.written) == ([b"one", b"", b"one"], [b"one"])
    waits.transport.descriptor = waits.transport.writing
    waits.resumeProducing()
    assert row.write(b"two") == []
    assert seen(sockets) == [b"two"] * 3
    assert len(row) == 3


@pytest.mark.parametrize("state", [PageSocket.STATE_CLOSING, PageSocket.STATE_CLOSED])
def test_who_closes_is_written_to_no_more(row, sockets, state, monkeypatch):
    closing = sockets[1]
    end = {PageSocket.STATE_CLOSING: "sendCloseFrame", PageSocket.STATE_CLOSED: "dropConnection"}
    of_daphne = PageSocket.__mro__[1]
    monkeypatch.setattr(
        of_daphne, end[state], lambda self, *a, **k: setattr(self, "state", state), raising=False
    )
    getattr(closing, end[state])()
    assert row.write(b"one") == []
    assert seen(sockets) == [b"one", b"", b"one"]
    assert len(row) == 2


def test_a_connection_that_is_lost_takes_its_number_with_it(row, sockets, monkeypatch):
    def lost(self, reason):
        self.state = self.STATE_CLOSED

    monkeypatch.setattr(PageSocket.__mro__[1], "connectionLost", lost)
    sockets[1].connectionLost("the browser went")
    assert list(row.ready) == [sockets[0], sockets[2]]


def test_what_does_not_fit_into_a_socket_follows_through_its_transport(row, sockets):
    full = sockets[1].transport
    os.set_blocking(full.descriptor, False)
    while True:
        try:
            os.write(full.descriptor, b"x" * 4096)
        except BlockingIOError:
            break
    assert row.write(b"one") == [(sockets[1], 3)]
    assert full.written == [b"one"]
    assert [sockets[0].transport.read, sockets[2].transport.read] == [b"one", b"one"]


def test_who_leaves_a_row_is_not_in_it_and_no_longer_settles_there(row, sockets):
    row.discard(sockets[1])
    sockets[1].resumeProducing()
    row.write(b"one")
    assert seen(sockets) == [b"one", b"", b"one"]
    assert sockets[1].rows == ()


def test_a_row_for_the_moment_leaves_no_trace_on_its_sockets(sockets):
    assert PageSocket.row(sockets).write(b"one") == []
    assert seen(sockets) == [b"one"] * 3
    assert [socket.rows for socket in sockets] == [()] * 3
