import pytest

from site_config.server.addresses import Addresses


def test_address_that_has_the_most_gets_more_when_one_has_left():
    addresses = Addresses(2)
    assert [addresses.enter("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert addresses.enter("192.0.2.2")
    addresses.leave("192.0.2.1")
    assert addresses.enter("192.0.2.1")


@pytest.mark.parametrize(
    ("one", "other", "are_the_same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "192.0.2.1", False),
    ],
)
def test_network_of_a_client_is_one_address(one, other, are_the_same):
    addresses = Addresses(1)
    addresses.enter(one)
    assert addresses.enter(other) is not are_the_same
