from twisted.internet.defer import Deferred

from site_config.page_socket import PageSocket


def test_a_page_that_is_accepted_too_late_stays_closed():
    page = PageSocket()
    page.state, page.handshake_deferred = page.STATE_CLOSED, Deferred()
    page.serverAccept()
    assert not page.handshake_deferred.called
    assert page.state == page.STATE_CLOSED
