"""A Django shell in another process that stays open: what a test asks there takes milliseconds."""

import json
import subprocess
import sys

READ_AND_RUN = """
import contextlib, io, json, sys, traceback
from django.db import connections
for line in sys.stdin:
    printed, failed = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(json.loads(line), globals())
    except Exception:
        failed = traceback.format_exc()
    connections.close_all()
    print(json.dumps([printed.getvalue(), failed]), flush=True)
"""


class Shell:
    """Runs code with all models imported. It ends with the process that opened it, or by `end`."""

    def __init__(self, **popen):
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", READ_AND_RUN]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, **popen)

    def run(self, code: str) -> str:
        """What the code prints. Raises RuntimeError with its traceback if it fails."""
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        printed, failed = json.loads(self.process.stdout.readline())
        if failed:
            raise RuntimeError(failed)
        return printed

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)
