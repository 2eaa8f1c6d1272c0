"""What docs/reliability.md names is there, and it names every case."""

import re

from django.conf import settings

PAGE = (settings.BASE_DIR / "docs/reliability.md").read_text()
SUITES = "tests/attacks", "tests/faults", "tests/stack"


def test_the_tests_it_names_exist():
    for path in set(re.findall(r"(?:tests|e2e)/\S+?\.py", PAGE)):
        assert (settings.BASE_DIR / path).is_file(), path


def test_it_names_every_case():
    for suite in SUITES:
        for file in (settings.BASE_DIR / suite).glob("test_*.py"):
            assert f"{suite}/{file.name}" in PAGE
