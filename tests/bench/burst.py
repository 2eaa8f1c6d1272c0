"""A burst of posts to Hearth and to the tutorial's chat: how many are lost or doubled."""

from tests.bench import site
from tests.bench.runner import faults, progress

PAGES, BURST = 50, {"senders": 40, "messages": 1_000}


def measure(runner):
    progress(f"a burst to {PAGES} sockets")
    steps = [
        {"do": "open_pages", "pages": PAGES},
        {"do": "idle", "seconds": 1},
        {"do": "post_burst", **BURST},
    ]
    before = len(site.stored_messages())
    ours = runner.run("hearth", *steps, keys=runner.keys[:PAGES])
    theirs = runner.run("tutorial", *steps)
    stored = site.stored_messages()[before:]
    return {"hearth": faults(ours, stored), "tutorial": faults(theirs)}


def lines(figures):
    messages = f"{BURST['messages']:,} messages from {BURST['senders']} senders"
    yield f"A burst of {messages} to {PAGES} sockets"
    for name, found in figures.items():
        share = found["lost"] / found["due"]
        yield f"{name:12}{found['lost']:,} lost ({share:.0%}), {found['doubled']:,} doubled"
