"""The figures as a table for people and as a file for later comparison.

`server` and `load` are shares of one core: who is near 100 % is the limit.
"""

import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

TARGET = 5
"Times the tutorial's deliveries, with the most posts under way."
PACKAGES = ("django", "channels", "daphne", "twisted", "autobahn", "picows")

HEADINGS = " " * 13 + "posts under way  delivered/s  frames/s  server  load  lost"


def progress(words):
    print(f"… {words}", file=sys.stderr, flush=True)


def table(figures, pages, burst_pages, burst):
    print(f"\nMessages delivered per second to {pages} sockets of one server process")
    print(HEADINGS)
    for in_flight in figures["fan_out"]["hearth"]:
        for name, of_one in figures["fan_out"].items():
            print(f"{name:12}{in_flight:16}{_row(of_one[in_flight])}")
        print(f"{'ratio':12}{in_flight:16}{ratios(figures)[in_flight]:13.1f}")
    print(
        f"\nA burst of {burst['messages']:,} messages from {burst['senders']} senders"
        f" to {burst_pages} sockets"
    )
    for name, found in figures["burst"].items():
        share = found["lost"] / (burst["messages"] * burst_pages)
        print(
            f"{name:12}{found['lost']:,} lost ({share:.0%}), {found['doubled']:,} doubled", end=""
        )
        print("" if found["disordered"] is None else f", {found['disordered']} pages out of order")


def _row(got):
    shares = f"{got['server_cpu']:8.0%}{got['load_cpu']:6.0%}"
    return f"{got['deliveries']:13,.0f}{got['frames']:10,.0f}{shares}{got['lost']:6,.0f}"


def ratios(figures):
    """How many times the tutorial's deliveries, for each number of posts under way."""
    ours, theirs = figures["fan_out"]["hearth"], figures["fan_out"]["tutorial"]
    return {key: ours[key]["deliveries"] / theirs[key]["deliveries"] for key in ours}


def keep(figures):
    machine = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cpus": os.cpu_count(),
        "packages": {name: version(name) for name in PACKAGES},
    }
    path = Path("var/bench") / time.strftime("%Y%m%d-%H%M%S.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine, **figures}, indent=1))
    print(f"\nKept in {path}")


def verdict(figures):
    """0, or 1 if the target is missed or the burst was not delivered as it was stored."""
    is_fast = max(ratios(figures).items())[1] >= TARGET
    burst = figures["burst"]["hearth"]
    is_whole = not (burst["lost"] or burst["doubled"] or burst["disordered"])
    if not is_fast:
        print(f"Below the target: {TARGET} times the tutorial at saturation.")
    if not is_whole:
        print("The burst did not arrive as it was stored.")
    return 0 if is_fast and is_whole else 1
