"""The examples of docs/examples as processes, which act as a bot with a token."""

import subprocess
import sys
from contextlib import contextmanager

from e2e.server import ROOT

EXAMPLES = ROOT / "docs" / "examples"
MAKE = """
from rooms.models import Token
bot = User.objects.add_bot({name!r}, {name!r}.title(), User.objects.get(username='ana'))
Room.objects.get(slug='lobby').add_members(bot, by=User.objects.get(username='sam'))
print(Token.objects.issue(bot, 'Example', {scopes!r}).secret)
"""


def make_bot(site, name, scopes=("read", "write", "counters")):
    """A bot in the lobby; returns the secret of its token."""
    return site.shell(MAKE.format(name=name, scopes=scopes)).strip()


@contextmanager
def running(script, *arguments, token):
    """The example as its first line says it is run; waits until it says that it is there."""
    process = subprocess.Popen(
        [sys.executable, script, *arguments],
        cwd=EXAMPLES,
        env={"HEARTH_TOKEN": token, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = process.stdout.readline()
        assert said.endswith("ing.\n"), said + process.stdout.read()
        yield process
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
