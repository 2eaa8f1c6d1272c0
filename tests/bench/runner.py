"""Runs steps of load against a server, always with the same people, and checks the deliveries."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import peers, site
from tests.bench.servers import IN_NODE, OURS, SERVERS


@dataclass(frozen=True)
class Effort:
    """How much is measured, and for how long."""

    sizes: tuple = (100, 500, 1_000)
    rounds: int = 3
    seconds: float = 1
    latency_seconds: int = 25
    idle_sockets: int = 5_000


QUICK = Effort(sizes=(100, 500), rounds=1, seconds=1, latency_seconds=10, idle_sockets=1_000)


@dataclass
class Runner:
    """Starts servers and the load generator. `names` are the servers that can run here."""

    folder: Path
    effort: Effort
    open_file_limit: int
    keys: list = field(default_factory=list)
    names: list = field(default_factory=list)
    correctness: Counter = field(default_factory=Counter)

    def prepare(self):
        """Create the site with its people, and install the peers in Node if that is possible."""
        people = max(self.effort.sizes)
        progress(f"signing in {people:,} people")
        self.keys = site.prepare(self.folder, people)
        missing = peers.install()
        if missing:
            progress(f"socket.io and ws are left out: {missing}")
        self.names = [name for name in SERVERS if not (missing and name in IN_NODE)]

    def available(self, *names):
        """Those of the named servers that can run here."""
        return [name for name in names if name in self.names]

    def run(self, name, *steps, keys=None):
        """Start the server and do the steps; return their figures."""
        with (SERVERS | OURS)[name](self.folder, keys or self.keys) as job:
            return self.load(job, steps, site.stored_messages if name in OURS else None)

    def load(self, job, steps, stored):
        """Do the steps of a job; return their figures.

        stored: what the deliveries are compared with, a function that returns the ids of the
        lobby's messages in their order; None for a server that stores nothing.
        """
        before = len(stored()) if stored else 0
        result = generate_load("tests.bench.load", job | {"steps": steps})
        if stored:
            self.correctness.update(faults(result, stored()[before:]))
        return result

    def can_open(self, sockets):
        """Whether one process may open so many sockets. Prints a line if not."""
        if sockets + 200 <= self.open_file_limit:
            return True
        progress(f"{sockets:,} sockets are left out: the limit of open files is too low")
        return False


def generate_load(module, job):
    """Give the job to a load generator; return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(job),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit("The load generator failed. Its output is above.")
    return json.loads(done.stdout)


def faults(result, stored=None):
    """Count what is wrong with the deliveries to the pages.

    stored: the keys in the order of the database; None for a server that stores nothing.
    """
    posted = list(range(1, result["posted"] + 1)) if stored is None else stored
    found = Counter(runs=1, not_stored=abs(result["posted"] - len(posted)))
    for group in result["orders"]:
        due, got, pages = posted[group["start"] :], group["keys"], group["pages"]
        found["due"] += pages * len(due)
        found["lost"] += pages * len(set(due) - set(got))
        found["doubled"] += pages * (len(got) - len(set(got)))
        found["disordered"] += 0 if stored is None else pages * (got != due)
    return found


def progress(text):
    print(f"… {text}", file=sys.stderr, flush=True)
