"""Whose address a request and a socket have, with a proxy before the site and without."""

import pytest

from rooms.live import client_address


@pytest.mark.parametrize(
    ("client", "forwarded", "direct", "proxied"),
    [
        ("127.0.0.1", "", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7", "127.0.0.1", "192.0.2.7"),
        ("127.0.0.1", "6.6.6.6, 192.0.2.7", "127.0.0.1", "192.0.2.7"),
        ("127.0.0.1", "<script>", "127.0.0.1", ""),
        ("fe80::1%eth0", "::ffff:192.0.2.7", "fe80::1", "192.0.2.7"),
        (None, "", "", ""),
    ],
)
def test_forwarded_address_is_trusted_only_behind_a_proxy(
    rf, settings, client, forwarded, direct, proxied
):
    request = rf.get("/", REMOTE_ADDR=client, headers={"X-Forwarded-For": forwarded})
    scope = {
        "client": client and (client, 5),
        "headers": [(b"x-forwarded-for", forwarded.encode())],
    }
    for settings.BEHIND_PROXY, expected in ((False, direct), (True, proxied)):
        assert client_address.address_of_request(request) == expected
        assert client_address.address_of_socket(scope) == expected
