"""docs/architecture.md names files and folders that exist."""

import re

import pytest
from django.conf import settings

from rooms.live import consumer, page_registry

PAGE = (settings.BASE_DIR / "docs/architecture.md").read_text()
PATHS = sorted(set(re.findall(r"(?:rooms|tests|e2e|templates|static|dashboard)/[\w/.]*\w", PAGE)))
OF_THE_EXAMPLE = re.compile(r"/polls?(/|\.|$)")


@pytest.mark.parametrize("path", [path for path in PATHS if not OF_THE_EXAMPLE.search(path)])
def test_path_exists(path):
    assert (settings.BASE_DIR / path).exists()


def test_page_and_registry_have_the_verbs_that_are_named():
    assert all(hasattr(consumer.LiveConsumer, name) for name in ("handle", "push", "close"))
    registry = re.search(r"\| registry \|(.*)", PAGE)[1]
    for name in re.findall(r"`(\w+)`", registry):
        assert hasattr(page_registry.PageRegistry, name)


def test_every_capability_is_named():
    rooms = settings.BASE_DIR / "rooms"
    folders = {path.name for path in rooms.iterdir() if (path / "__init__.py").exists()}
    assert [
        name
        for name in folders - {"migrations", "management", "templatetags"}
        if f"{name}/" not in PAGE
    ] == []
