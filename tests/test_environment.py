"""A wrong setting stops the start with one line that names it."""

import os
import stat
import subprocess
import sys

import pytest

from site_config import environment


def start(tmp_path, **settings):
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **settings},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DEBUG", "perhaps"),
        ("HTTPS", "maybe"),
        ("ORIGINS", "chat.example.org"),
        ("ORIGINS", "https://chat.example.org/path"),
        ("DATABASE_URL", "nonsense://x"),
        ("DATA_DIR", "/proc/nowhere"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(tmp_path, name, value):
    result = start(tmp_path, **{name: value})
    assert result.returncode != 0
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("hearth: ")
    assert name in lines[0]


def test_the_defaults_are_enough(tmp_path):
    assert start(tmp_path).returncode == 0


def test_the_secret_key_is_made_once_and_private(tmp_path):
    path = tmp_path / "secret_key"
    first = environment.secret_key(path)
    assert len(first) >= 50
    assert environment.secret_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_origins_are_taken_as_given_or_follow_from_the_hosts():
    hosts = ["chat.example.org", ".example.org", "*"]
    assert environment.origins([], hosts, 8000, True) == ["https://chat.example.org"]
    assert environment.origins([], ["localhost"], 81, False) == ["http://localhost:81"]
    assert environment.origins(["https://a.example/"], hosts, 8000, True) == ["https://a.example"]
