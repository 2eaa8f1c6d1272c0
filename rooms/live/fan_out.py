from rooms.live.meter import meter
from rooms.live.wire import put_to_all


def fan_out(text, pages):
    """Push the same HTML to all these pages, as `push` does to one. Never waits.

    A server that takes framed text gets the whole crowd with it, so that it can write to one
    socket right after the other.
    """
    crowd = [page for page in pages if not page.is_closed] if text else []
    if crowd and crowd[0].outbox.knows_what_waits:
        _fan_out_framed(text, crowd)
    else:
        for page in crowd:
            page.push(text)


def _fan_out_framed(text, crowd):
    meter["deliveries"] += len(crowd)
    if full := put_to_all([page.outbox for page in crowd], text):
        for page in crowd:
            if page.outbox in full:
                page.break_off()
