"""Chats in Node to measure against, where Node is: socket.io and ws."""

import json
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = Path("var/bench/peers").resolve()


def versions():
    return json.loads((HERE / "package.json").read_text())["dependencies"]


def install():
    """Put the peers and what they need into var/bench/peers; why that cannot be, or ''."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "there is no node with npm"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in [*HERE.glob("*.js"), HERE / "package.json"]:
        shutil.copy(file, FOLDER)
    if all(_installed(name) == version for name, version in versions().items()):
        return ""
    command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    return f"npm says {done.stderr.strip()[-200:]}" if done.returncode else ""


def _installed(name):
    try:
        return json.loads((FOLDER / "node_modules" / name / "package.json").read_text())["version"]
    except OSError:
        return None
