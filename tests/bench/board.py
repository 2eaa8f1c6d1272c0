"""The count of who has how much: it says when a message has reached every page."""

from collections import Counter, defaultdict
from time import monotonic


class Board:
    """A page's n-th message stands for the n-th of all: that suffices to keep a fixed number
    of posts under way and to time them, without a look into the text.
    """

    def __init__(self):
        self.pages = []
        self.levels = defaultdict(int)
        "How many pages have that many messages."
        self.posted = self.complete = self.due = self.deliveries = self.frames = 0
        self.disconnects = 0
        self.on_complete = None
        self.contents = {}
        "Of the last frames, by their ends: the frame and what is in it. All pages get the same."

    def join(self, page):
        """From now on this page must get everything that is posted."""
        page.start = page.level = self.posted
        self.levels[page.level] += 1
        self.pages.append(page)

    def post(self, author):
        self.posted += 1
        self.due += len(self.pages)
        author.posted_at.append(monotonic())
        author.post(f"Message {self.posted}: shall we meet by the fire at seven?")

    def arrived(self, page, count):
        """The page got so many messages in one frame."""
        self.deliveries += count
        self.frames += 1
        levels, before = self.levels, page.level
        page.level = after = before + count
        levels[after] += 1
        levels[before] = stayed = levels[before] - 1
        if not stayed:
            self._complete()

    def _complete(self):
        while self.complete < self.posted and not self.levels[self.complete]:
            del self.levels[self.complete]
            self.complete += 1
            if self.on_complete:
                self.on_complete()

    @property
    def lost(self):
        return self.due - self.deliveries

    def orders(self):
        """What the pages got, in its order: once for all pages that agree."""
        same = Counter((page.start, tuple(page.keys)) for page in self.pages)
        return [
            {"pages": pages, "start": start, "keys": keys} for (start, keys), pages in same.items()
        ]
