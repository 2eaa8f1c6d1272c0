"""A burst through Hearth and through the tutorial's chat: what was lost, doubled, disordered."""

from tests.bench import site
from tests.bench.arena import faults, progress

PAGES, BURST = 50, {"senders": 40, "messages": 1_000}


def measure(arena):
    progress(f"a burst to {PAGES} sockets")
    steps = [{"do": "grow", "pages": PAGES}, {"do": "rest", "seconds": 1}, {"do": "burst", **BURST}]
    before = len(site.stored())
    ours = arena.run("hearth", *steps, keys=arena.keys[:PAGES])
    theirs = arena.run("tutorial", *steps)
    return {"hearth": faults(ours, site.stored()[before:]), "tutorial": faults(theirs)}


def lines(figures):
    messages = f"{BURST['messages']:,} messages from {BURST['senders']} senders"
    yield f"A burst of {messages} to {PAGES} sockets"
    for name, found in figures.items():
        share = found["lost"] / found["due"]
        yield f"{name:12}{found['lost']:,} lost ({share:.0%}), {found['doubled']:,} doubled"
