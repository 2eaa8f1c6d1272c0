import gc
import weakref

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

from site_config.server.page_socket import PageSocket


def test_socket_that_is_accepted_too_late_stays_closed():
    socket = PageSocket()
    socket.state, socket.handshake_deferred = socket.STATE_CLOSED, Deferred()
    socket.serverAccept()
    assert not socket.handshake_deferred.called
    assert socket.state == socket.STATE_CLOSED


def test_lost_socket_is_freed_without_the_garbage_collector(monkeypatch):
    def lose(socket, reason):
        socket.is_closed.callback(socket)

    monkeypatch.setattr(WebSocketProtocol, "connectionLost", lose)
    socket = PageSocket()
    socket.is_closed, reference = Deferred(), weakref.ref(socket)
    gc.disable()
    try:
        socket.connectionLost("the browser disconnected")
        del socket
        assert reference() is None
    finally:
        gc.enable()
