from time import thread_time

from rooms.live import wire
from rooms.live.meter import meter


def fan_out(text, pages):
    """Push the same HTML to all these pages, as `push` does to one. Never waits.

    A server that takes framed text gets the whole crowd with it, so that it can write to one
    socket right after the other.
    """
    crowd = [page for page in pages if not page.is_closed] if text else []
    if crowd and crowd[0].outbox.knows_what_waits:
        _write(text, crowd)
    else:
        for page in crowd:
            page.push(text)


def _write(text, crowd):
    begin = thread_time()
    frame, size = wire.framed(text)
    meter["deliveries"] += len(crowd)
    meter["frames"] += len(crowd)
    meter["bytes"] += len(crowd) * size
    writers = [page.outbox.writer for page in crowd]
    late = writers[0].write_to_all(writers, frame)
    meter["fan_out_frames"] += len(crowd)
    meter["fan_out_seconds"] += thread_time() - begin
    full = {writer for writer, waiting in late if waiting > wire.UNTAKEN}
    for page in crowd if full else ():
        if page.outbox.writer in full:
            page.break_off()
