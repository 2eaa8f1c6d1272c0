"""Chats in Node to compare with, if Node is installed: socket.io and ws."""

import json
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).parent
FOLDER = Path("var/bench/peers").resolve()


def versions():
    return json.loads((SOURCE / "package.json").read_text())["dependencies"]


def install():
    """Install the peers in var/bench/peers; return the reason if that is not possible, else ""."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "Node and npm are not installed"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in [*SOURCE.glob("*.js"), SOURCE / "package.json"]:
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
