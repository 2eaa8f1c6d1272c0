"""The figures as a table for people and as a file for later comparison."""

import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

TARGET = 5
PACKAGES = ("django", "channels", "daphne", "twisted", "autobahn", "picows")


def progress(words):
    print(f"… {words}", file=sys.stderr, flush=True)


def table(figures, pages, burst_pages, burst):
    print(f"\nDeliveries per second to {pages} sockets of one process")
    print("posts under way        Hearth    tutorial   ratio    frames/s: Hearth  tutorial   load CPU")
    for in_flight, ours in figures["fan_out"]["hearth"].items():
        theirs = figures["fan_out"]["tutorial"][in_flight]
        print(
            f"{in_flight:15}{ours['deliveries']:14,.0f}{theirs['deliveries']:12,.0f}"
            f"{ratios(figures)[in_flight]:8.1f}{ours['frames']:18,.0f}{theirs['frames']:10,.0f}"
            f"{ours['load_cpu']:9.0%} {theirs['load_cpu']:.0%}"
        )
    print(
        f"\nA burst of {burst['messages']:,} messages from {burst['senders']} senders"
        f" to {burst_pages} sockets"
    )
    for name, found in figures["burst"].items():
        out_of_order = found["pages out of order"]
        order = "" if out_of_order is None else f", {out_of_order} pages out of order"
        share = found["lost"] / (burst["messages"] * burst_pages)
        print(
            f"{name:10} {found['seconds']:5.1f} s: {found['lost']:,} lost ({share:.0%}),"
            f" {found['doubled']:,} doubled{order}"
        )


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
    missed = [key for key, ratio in ratios(figures).items() if ratio < TARGET]
    for key in missed:
        print(f"Below the target of {TARGET} times the tutorial with {key} posts under way.")
    burst = figures["burst"]["hearth"]
    is_whole = not (burst["lost"] or burst["doubled"] or burst["pages out of order"])
    if not is_whole:
        print("The burst did not arrive as it was stored.")
    return int(bool(missed) or not is_whole)
