import gc
import weakref

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

from site_config.server.page_socket import PageSocket


def test_a_page_that_is_accepted_too_late_stays_closed():
    page = PageSocket()
    page.state, page.handshake_deferred = page.STATE_CLOSED, Deferred()
    page.serverAccept()
    assert not page.handshake_deferred.called
    assert page.state == page.STATE_CLOSED


def test_a_page_that_is_gone_is_forgotten_without_the_garbage_collector(monkeypatch):
    def lost(page, reason):
        page.is_closed.callback(page)

    monkeypatch.setattr(WebSocketProtocol, "connectionLost", lost)
    page = PageSocket()
    page.is_closed, gone = Deferred(), weakref.ref(page)
    gc.disable()
    try:
        page.connectionLost("the browser went")
        del page
        assert gone() is None
    finally:
        gc.enable()
