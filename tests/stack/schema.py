"""Sends what the description of the API allows, and what it does not, to a running site.

By schemathesis, in an environment of its own under var/, as it needs much that nothing else does.
No answer may be a fault of ours, and each has to be in the description.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from e2e.server import ROOT, Site

VERSION = "4.32.5"
EXAMPLES = 20
"For each address and method, in each of the two runs."
PER_SECOND = 50
"Below the limit of requests; those of actions are reached, which is described."
CHECKS = [
    *("not_a_server_error", "status_code_conformance"),
    *("content_type_conformance", "response_schema_conformance"),
]
KNOWN = 'parameters = { "path.slug" = "lobby", "path.id" = 1 }\n'
"A room and a counter, a message, a person and a notification that there are."
SEED = """
from uuid import uuid4
from rooms.models import Counter, Message, Notification, Token, User
from rooms.models.token import EVERY_SCOPE
sam = User.objects.get(username="sam")
room = sam.rooms.get(slug="lobby")
Message.objects.post(room, sam, "Hello", uuid4())
Counter.objects.start("Lobby")
Notification.objects.create(user=sam, kind="deploy", text="Done")
print(Token.objects.issue(sam, "Schema", EVERY_SCOPE).secret)
"""


def main() -> int:
    """The exit code: 1 if an answer was wrong."""
    command = _command()
    with tempfile.TemporaryDirectory(prefix="hearth-schema-") as folder:
        site = Site(Path(folder) / "site")
        site.folder.mkdir()
        site.prepare()
        token = site.shell(SEED).split()[-1]
        site.start()
        try:
            runs = [_run(command, site, token, Path(folder), config) for config in ("", KNOWN)]
        finally:
            site.stop()
        if faults := site.faults():
            print(faults)
    return int(any(runs) or bool(faults))


def _command():
    """Where schemathesis is; it is installed once."""
    folder = ROOT / "var" / f"schemathesis-{VERSION}"
    if not (folder / "bin" / "st").exists():
        print(f"Installing schemathesis {VERSION}…", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, f"schemathesis=={VERSION}"], check=True)
    return folder / "bin" / "st"


def _run(command, site, token, folder, config):
    file = folder / "schemathesis.toml"
    file.write_text(config)
    options = {
        "--url": site.url,
        "--header": f"Authorization: Bearer {token}",
        "--checks": ",".join(CHECKS),
        "--phases": "examples,coverage,fuzzing",
        "--max-examples": str(EXAMPLES),
        "--rate-limit": f"{PER_SECOND}/s",
        "--suppress-health-check": "all",
    }
    words = [word for pair in options.items() for word in pair]
    run = [command, "--config-file", file, "run", f"{site.url}/api/v1/schema/", *words]
    return subprocess.run(run, cwd=folder, env=os.environ).returncode


if __name__ == "__main__":
    sys.exit(main())
