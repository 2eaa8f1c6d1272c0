"""Where the servers meet: the same people, the same load generator, the same watch over loss."""

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
    """How much is measured."""

    sizes: tuple = (100, 500, 1_000)
    rounds: int = 3
    seconds: float = 1
    latency_seconds: int = 25
    crowd: int = 5_000


QUICK = Effort(sizes=(100, 500), rounds=1, seconds=1, latency_seconds=10, crowd=1_000)


@dataclass
class Arena:
    folder: Path
    effort: Effort
    most_sockets: int
    keys: list = field(default_factory=list)
    names: list = field(default_factory=list)
    correctness: Counter = field(default_factory=Counter)

    def open(self):
        """People sign in; the peers are installed, or left out with a word why."""
        people = max(self.effort.sizes)
        progress(f"{people:,} people sign in")
        self.keys = site.prepare(self.folder, people)
        missing = peers.install()
        if missing:
            progress(f"socket.io and ws are left out: {missing}")
        self.names = [name for name in SERVERS if not (missing and name in IN_NODE)]

    def those(self, *names):
        """Of these servers the ones that are here."""
        return [name for name in names if name in self.names]

    def run(self, name, *steps, keys=None):
        """Start that server, do the steps; the figures of each. Hearth is checked for loss."""
        before = len(site.stored())
        with (SERVERS | OURS)[name](self.folder, keys or self.keys) as job:
            result = load("tests.bench.load", job | {"steps": steps})
        if name in OURS:
            self.correctness.update(faults(result, site.stored()[before:]))
        return result

    def may_open(self, sockets):
        """Whether the system lets one process have so many sockets; says so if not."""
        if sockets + 200 <= self.most_sockets:
            return True
        progress(f"{sockets:,} sockets are left out: the limit of open files is too low")
        return False


def load(module, job):
    """Give the job to a load generator; return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(job),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit("The load generator gave up; its last words are above.")
    return json.loads(done.stdout)


def faults(result, truth=None):
    """What is wrong with what the pages got; `truth` is the order that is stored, if any is."""
    posted = list(range(1, result["posted"] + 1)) if truth is None else truth
    found = Counter(runs=1, not_stored=abs(result["posted"] - len(posted)))
    for group in result["orders"]:
        due, got, pages = posted[group["start"] :], group["keys"], group["pages"]
        found["due"] += pages * len(due)
        found["lost"] += pages * len(set(due) - set(got))
        found["doubled"] += pages * (len(got) - len(set(got)))
        found["disordered"] += 0 if truth is None else pages * (got != due)
    return found


def progress(words):
    print(f"… {words}", file=sys.stderr, flush=True)
