"""No webhook leads into a network that is not the internet, whatever its name means by then."""

import socket
from ipaddress import IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.webhooks import addresses, client
from rooms.webhooks.addresses import Unreachable, is_allowed
from rooms.webhooks.deadline import Deadline

REFUSED = [
    *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254"),
    *("172.16.0.1", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "100::1"),
    *("2001::1", "2001:db8::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%1", "fec0::1"),
    *("ff02::1", "ff0e::1"),
]
ALLOWED = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"]


@pytest.mark.parametrize("address", REFUSED)
def test_address_that_is_not_of_the_internet_is_refused(address):
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_address_of_the_internet_is_allowed(address):
    assert is_allowed(address)


@given(st.ip_addresses(v=4))
def test_embedded_address_is_judged_as_itself_or_refused(ip):
    number = int(ip)
    assert is_allowed(f"::ffff:{ip}") == is_allowed(str(ip))
    assert is_allowed(str(IPv6Address(int(IPv6Address("64:ff9b::")) + number))) == is_allowed(
        str(ip)
    )
    assert not is_allowed(str(IPv6Address((0x2002 << 112) + (number << 80) + 1)))
    assert not is_allowed(str(IPv6Address(number)))


@given(st.ip_addresses(v=6))
def test_no_local_address_of_ipv6_is_allowed(ip):
    if ip.is_private or ip.is_multicast or ip.is_link_local or ip.is_unspecified:
        meant = ip.ipv4_mapped
        assert not is_allowed(str(ip)) or (meant and meant.is_global)


def test_setting_allows_its_networks_and_no_more(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.0.0.0/8"), ip_network("::1/128")]
    assert is_allowed("10.1.2.3")
    assert is_allowed("::ffff:10.1.2.3")
    assert is_allowed("::1")
    assert not is_allowed("127.0.0.1")


def names(monkeypatch, *answers):
    """Each look-up gets the next of the answers: lists of addresses."""
    remaining, asked = list(answers), []

    def look_up(host, port, **kwargs):
        asked.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in remaining.pop(0)
        ]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    return asked


def test_name_of_which_one_address_is_local_is_refused(monkeypatch):
    names(monkeypatch, ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(Unreachable, match="not allowed"):
        addresses.connect("evil.example", 80, Deadline(5))


def test_name_is_looked_up_once_so_that_it_cannot_change_its_meaning(monkeypatch):
    connected = []
    monkeypatch.setattr(
        addresses, "_connect", lambda family, kind, protocol, address, _: connected.append(address)
    )
    asked = names(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    addresses.connect("rebinding.example", 443, Deadline(5))
    assert connected == [("93.184.216.34", 443)]
    assert asked == ["rebinding.example"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_no_spelling_of_loopback_gets_a_connection(host):
    with pytest.raises(Unreachable):
        client.post(f"http://{host}:9/", b"{}", {})


def test_name_that_nobody_has_is_said(monkeypatch):
    def fail(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(addresses.socket, "getaddrinfo", fail)
    with pytest.raises(Unreachable, match="is not known"):
        client.post("https://nowhere.example/", b"{}", {})


def test_port_that_nobody_listens_at_is_said(loopback_allowed):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="The connection failed"):
        client.post(f"http://127.0.0.1:{port}/", b"{}", {})
