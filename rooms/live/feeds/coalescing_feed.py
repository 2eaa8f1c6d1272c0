from typing import Any

from rooms.live.feeds.feed import Feed


class CoalescingFeed(Feed):
    """One feed for every topic of some kinds; what changes is collected until the next refresh."""

    kinds: tuple[str, ...] = ()

    def __init__(self, key: Any = None):
        super().__init__(key)
        self.seqs = {}
        self.changed = self._nothing()

    def subscriptions(self) -> list[str]:
        return [f"{kind}.*" for kind in self.kinds]

    def on_hint(self, topic: str, seq: int | None) -> None:
        if seq is not None:
            if seq <= self.seqs.get(topic, -1):
                return
            self.seqs[topic] = seq
        kind, _, pk = topic.partition(".")
        self.changed[kind].add(int(pk))
        self.wake()

    def on_poll(self, topic: str, seq: int) -> None:
        if seq != self.seqs.get(topic):
            self.seqs.pop(topic, None)
            self.on_hint(topic, seq)

    def take_changed(self) -> dict[str, set[int]]:
        """What changed since the last call: a set of ids for each kind."""
        changed, self.changed = self.changed, self._nothing()
        return changed

    def put_back(self, changed: dict[str, set[int]]) -> None:
        """The refresh failed; the next one looks at these again."""
        for kind, ids in changed.items():
            self.changed[kind] |= ids

    def _nothing(self):
        return {kind: set() for kind in self.kinds}
