from collections import Counter
from ipaddress import ip_address, ip_network


class Addresses:
    """Counts what each address has open. A /64 of IPv6 is one address, as one client has it all."""

    def __init__(self, most: int):
        self._most, self._counts = most, Counter()

    def enter(self, address: str) -> bool:
        """Count one more; False, and nothing is counted, if the address has the most."""
        network = _network(address)
        if self._counts[network] >= self._most:
            return False
        self._counts[network] += 1
        return True

    def leave(self, address: str) -> None:
        network = _network(address)
        self._counts[network] -= 1
        if not self._counts[network]:
            del self._counts[network]


def _network(address):
    if ":" not in address:
        return address
    parsed = ip_address(address.partition("%")[0])
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
