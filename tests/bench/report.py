"""Prints the figures as tables and saves them in a file for later comparison.

In the tables, `server` and `load` are shares of one core: the one near 100 % is the limit.
"""

import json
import os
import platform
import shutil
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

from tests.bench import peers, targets

PACKAGES = ("django", "channels", "daphne", "twisted", "autobahn", "picows")


def show(lines):
    print("", *lines, sep="\n", flush=True)


def verdict(figures):
    """Print the machine, the targets and the faults; return 1 if something is broken, else 0."""
    show(_machine_lines())
    show(_target_lines(figures))
    show(_correctness_lines(figures["correctness"]))
    if reason := targets.failure(figures):
        print(reason)
        return 1
    return 0


def _target_lines(figures):
    yield "Targets"
    for label, value, bound, limit, is_met in targets.results(figures):
        yield f"{value:9,.2f}  {label:34}{bound:>9} {limit:<5}  {'met' if is_met else 'missed'}"


def _correctness_lines(found):
    counts = "lost", "doubled", "not_stored"
    yield f"Correctness of Hearth: {found.get('runs', 0)} runs, {found.get('due', 0):,} deliveries"
    faults = ", ".join(f"{found.get(key, 0):,} {key.replace('_', ' ')}" for key in counts)
    yield f"{faults}, {found.get('disordered', 0):,} pages not in the stored order"


def save(figures):
    path = Path("var/bench") / time.strftime("%Y%m%d-%H%M%S.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine(), **figures}, indent=1))
    print(f"\nSaved in {path}")


def machine():
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": _processor(),
        "cpus": os.cpu_count(),
        "load_average": os.getloadavg(),
        "packages": {name: version(name) for name in PACKAGES},
        "node": _node(),
        "peers": peers.versions(),
    }


def _machine_lines():
    found = machine()
    versions = found["packages"] | (found["peers"] if found["node"] else {})
    yield f"{found['cpus']} × {found['processor']}, load average {found['load_average'][0]:.1f}"
    yield f"Python {found['python']}, Node {found['node'] or '(none)'}, {found['system']}"
    yield ", ".join(f"{name} {number}" for name, number in versions.items())


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")


def _node():
    if not shutil.which("node"):
        return None
    return subprocess.check_output(["node", "--version"], text=True).strip()
