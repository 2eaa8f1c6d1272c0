from time import thread_time

from rooms.live.delivery import frames
from rooms.live.metrics import meter


def fan_out(text, pages):
    """Push the same HTML to all these pages, as `push` does to one. Never waits.

    A server that takes framed text gets the whole crowd with it, so that it can write to one
    socket right after the other.
    """
    there = [page for page in pages if not page.is_closed] if text else []
    if there and there[0].outbox.knows_what_waits:
        by_writer = {page.outbox.writer: page for page in there}
        write(text, there[0].outbox.writer.row(by_writer), by_writer)
    else:
        for page in there:
            page.push(text)


def write(text, row, pages):
    """Write the text to a row of sockets; `pages` says whose each of them is."""
    begin = thread_time()
    frame, size = frames.framed(text)
    count, late = len(row), row.write(frame)
    meter["deliveries"] += count
    meter["frames"] += count
    meter["bytes"] += count * size
    meter["fan_out_frames"] += count
    meter["fan_out_seconds"] += thread_time() - begin
    for writer, waiting in late:
        if waiting > frames.UNTAKEN:
            pages[writer].break_off()
