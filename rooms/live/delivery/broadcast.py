from collections.abc import Iterable
from time import thread_time
from typing import Any

from rooms.live.delivery.frames import framed
from rooms.live.metrics import metrics


class Broadcast:
    """The pages that get the same HTML again and again, such as the subscribers of a log feed.

    A server that accepts framed text keeps their sockets as a group, ready to be written to.
    To collect a thousand of them anew would take 2 ms for each message.
    """

    def __init__(self):
        self.pages, self.group, self.others = {}, None, set()

    def __bool__(self) -> bool:
        return bool(self.pages or self.others)

    def add(self, page: Any) -> None:
        if not page.sender.reports_backlog:
            self.others.add(page)
            return
        writer = page.sender.writer
        self.pages[writer] = page
        if self.group is None:
            self.group = writer.group()
        self.group.add(writer)

    def discard(self, page: Any) -> None:
        self.others.discard(page)
        if page.sender.reports_backlog and self.pages.pop(page.sender.writer, None):
            self.group.discard(page.sender.writer)

    def push(self, text: str) -> None:
        """Push the HTML to all of them. Never waits."""
        if text and self.group:
            _write(text, self.group, self.pages)
        broadcast(text, self.others)


def broadcast(text: str, pages: Iterable) -> None:
    """Push the same HTML to all these pages. Never waits."""
    open_pages = [page for page in pages if not page.is_closed] if text else []
    if open_pages and open_pages[0].sender.reports_backlog:
        by_writer = {page.sender.writer: page for page in open_pages}
        _write(text, open_pages[0].sender.writer.group(by_writer), by_writer)
    else:
        for page in open_pages:
            page.push(text)


def _write(text, group, pages):
    """Write the text to a group of sockets; `pages` has the page of each."""
    began = thread_time()
    frame, size = framed(text)
    count, lagging = len(group), group.write(frame)
    metrics["deliveries"] += count
    metrics["frames"] += count
    metrics["bytes"] += count * size
    metrics["fan_out_frames"] += count
    metrics["fan_out_seconds"] += thread_time() - began
    for writer, unsent in lagging:
        if not pages[writer].sender.keeps_up(unsent, len(frame)):
            pages[writer].abort()
