"""HSTS: nothing is promised to browsers that the operator did not ask for."""

import json
import os
import subprocess
import sys

import pytest

NAMES = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
PRINT = f"""
import json
from django.conf import settings
print(json.dumps([getattr(settings, name) for name in {NAMES}]))
"""


def hsts(folder, **environment):
    result = subprocess.run(
        [sys.executable, "-c", PRINT],
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "site_config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
    )
    return json.loads(result.stdout) if result.returncode == 0 else result.stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, [0, False, False]),
        ({"HTTPS": "1"}, [0, False, False]),
        ({"HTTPS": "1", "HSTS_SECONDS": "300"}, [300, False, False]),
        ({"HTTPS": "1", "HSTS_SECONDS": "300", "HSTS_SUBDOMAINS": "1"}, [300, True, False]),
        ({"HTTPS": "1", "HSTS_SECONDS": "300", "HSTS_PRELOAD": "1"}, [300, False, True]),
    ],
)
def test_site_promises_only_what_was_set(tmp_path, environment, expected):
    assert hsts(tmp_path, **environment) == expected


def test_negative_duration_stops_the_start_with_one_line(tmp_path):
    error = hsts(tmp_path, HSTS_SECONDS="-1")
    assert error.strip() == (
        "hearth: HSTS_SECONDS=-1 is negative; give a number of seconds, or 0 for none"
    )
