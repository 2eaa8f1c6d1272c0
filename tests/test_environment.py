"""Environment settings: an invalid value stops the start with one line that names it."""

import os
import stat
import subprocess
import sys

import pytest

from site_config import environment
from site_config.environment import redis_prefix


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
        ("METRICS_TOKEN", "too-short"),
        ("METRICS_TOKEN", "long enough but with spaces"),
        ("TOKEN_KEYS", "too-short"),
        ("METRICS_NETWORKS", "10.0.0.0/33"),
        ("SUPPORT_FRAMES", "www.example.org"),
        ("SUPPORT_FRAMES", "https://example.org; script-src *"),
        ("SUPPORT_FRAMES", "https://*.example.org"),
        ("METRICS_NETWORKS", "10.0.0.1/8"),
        ("METRICS_NETWORKS", "prometheus.internal"),
        ("METRICS_NETWORKS", "10.0.0.0/8,"),
        ("METRICS_NETWORKS", "0.0.0.0/0"),
        ("METRICS_NETWORKS", "10.0.0.0/8,::/0"),
        ("WEBHOOK_NETWORKS", "0.0.0.0/0"),
        ("WEBHOOK_NETWORKS", "localhost"),
        ("DATA_DIR", "/proc/nowhere"),
    ],
)
def test_invalid_value_prints_one_line_that_names_the_setting(tmp_path, name, value):
    result = start(tmp_path, **{name: value})
    assert result.returncode != 0
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("hearth: ")
    assert name in lines[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("METRICS_TOKEN", "secret word"),
        ("TOKEN_KEYS", "secret word"),
        ("DATABASE_URL", "nonsense://me:secret@host/name"),
    ],
)
def test_error_line_does_not_repeat_secrets(tmp_path, name, value):
    assert "secret word" not in (error := start(tmp_path, **{name: value}).stderr)
    assert "secret@" not in error
    assert name in error


def test_error_for_an_invalid_token_has_a_command_that_makes_a_valid_one(tmp_path):
    line = start(tmp_path, METRICS_TOKEN="short").stderr
    command = line.split("make one with: ")[1]
    made = subprocess.run(command, shell=True, capture_output=True, text=True).stdout.strip()
    assert environment.metrics_token(made) == made


def test_networks_are_parsed_with_spaces_and_in_both_families():
    networks = environment.networks("NETWORKS", ["10.0.0.0/8", " 2001:db8::/32", "192.0.2.7"])
    assert [str(each) for each in networks] == ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7/32"]
    assert environment.networks("NETWORKS", []) == []


def test_site_starts_with_the_defaults_alone(tmp_path):
    assert start(tmp_path).returncode == 0


def test_secret_key_is_generated_once_and_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "secret_key"
    first = environment.secret_key(path)
    assert len(first) >= 50
    assert environment.secret_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_origins_are_taken_from_the_setting_or_derived_from_the_hosts():
    hosts = ["chat.example.org", ".example.org", "*"]
    assert environment.origins([], hosts, 8000, True) == ["https://chat.example.org"]
    assert environment.origins([], ["localhost"], 81, False) == ["http://localhost:81"]
    assert environment.origins(["https://a.example/"], hosts, 8000, True) == ["https://a.example"]


def test_sites_with_different_databases_have_different_prefixes_in_redis():
    here = {"ENGINE": "postgresql", "HOST": "localhost", "PORT": "", "NAME": "hearth"}
    elsewhere = here | {"HOST": "db.example.org"}
    prefixes = {
        redis_prefix("", database)
        for database in (here, here | {"NAME": "staging"}, elsewhere, elsewhere | {"PORT": 5433})
    }
    assert len(prefixes) == 4
    assert redis_prefix("", here) == redis_prefix("", here | {"HOST": "/var/run/postgresql"})
    assert redis_prefix("", here) == redis_prefix("", here | {"USER": "other", "PASSWORD": "x"})


def test_prefix_in_redis_can_be_chosen_but_not_with_other_characters():
    database = {"ENGINE": "postgresql", "HOST": "", "PORT": "", "NAME": "hearth"}
    assert redis_prefix("team-chat", database) == "team-chat"
    with pytest.raises(ValueError, match="REDIS_PREFIX"):
        redis_prefix("no spaces", database)
