"""Tracks deliveries: how many messages each page has, and when one has reached all pages."""

from collections import Counter, defaultdict
from time import monotonic


class DeliveryTracker:
    """Counts the messages that each page has received.

    The n-th message of a page counts as the n-th of all. That is enough to keep a fixed number
    of posts in flight and to time them, without a look into the text.
    """

    def __init__(self):
        self.pages = []
        self.pages_by_count = defaultdict(int)
        "{number of messages: pages that have received so many}"
        self.posted = self.complete = self.due = self.deliveries = self.frames = 0
        self.disconnects = 0
        self.on_complete = None
        self.parsed_frames = {}
        """The last frames by their final bytes: the frame, the keys in it, and the page's answers.
        All pages get the same frames."""

    def add(self, page):
        """From now on this page must receive everything that is posted."""
        page.start = page.count = self.posted
        self.pages_by_count[page.count] += 1
        self.pages.append(page)

    def post(self, author):
        self.posted += 1
        self.due += len(self.pages)
        author.posted_at.append(monotonic())
        author.post(f"Message {self.posted}: shall we meet by the fire at seven?")

    def received(self, page, count):
        """The page received so many messages in one frame."""
        self.deliveries += count
        self.frames += 1
        pages_by_count, before = self.pages_by_count, page.count
        page.count = after = before + count
        pages_by_count[after] += 1
        pages_by_count[before] = remaining = pages_by_count[before] - 1
        if not remaining:
            self._advance_complete()

    def _advance_complete(self):
        while self.complete < self.posted and not self.pages_by_count[self.complete]:
            del self.pages_by_count[self.complete]
            self.complete += 1
            if self.on_complete:
                self.on_complete()

    @property
    def lost(self):
        return self.due - self.deliveries

    def orders(self):
        """The keys that the pages received, in order; pages with the same keys share one entry."""
        same = Counter((page.start, tuple(page.keys)) for page in self.pages)
        return [
            {"pages": pages, "start": start, "keys": keys} for (start, keys), pages in same.items()
        ]
