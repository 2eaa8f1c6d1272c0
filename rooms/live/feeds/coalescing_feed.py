from rooms.live.feeds.feed import Feed


class GatheringFeed(Feed):
    """One feed for every topic of some kinds: what changed gathers until its next round."""

    kinds = ()

    def __init__(self, key=None):
        super().__init__(key)
        self.heads = {}
        self.changed = self._nothing()

    def wakers(self):
        return [f"{kind}.*" for kind in self.kinds]

    def hear(self, topic, head):
        if head is not None:
            if head <= self.heads.get(topic, -1):
                return
            self.heads[topic] = head
        kind, _, pk = topic.partition(".")
        self.changed[kind].add(int(pk))
        self.wake()

    def take_changed(self):
        """What changed since the last call: a set of ids for each kind."""
        changed, self.changed = self.changed, self._nothing()
        return changed

    def put_back(self, changed):
        """The round failed; the next one has to look at these again."""
        for kind, ids in changed.items():
            self.changed[kind] |= ids

    def _nothing(self):
        return {kind: set() for kind in self.kinds}
