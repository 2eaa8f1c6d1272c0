"""All that is installed is pinned, with what it needs in turn."""

from importlib.metadata import requires, version

from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def pinned(name):
    """{name: requirement} of the lines that apply to this Python."""
    lines = (settings.BASE_DIR / name).read_text().splitlines()
    found = [
        Requirement(line.partition("#")[0]) for line in lines if line.partition("#")[0].strip()
    ]
    return {
        canonicalize_name(each.name): each
        for each in found
        if not each.marker or each.marker.evaluate()
    }


def needed_by(requirement):
    """The names of what a requirement needs in turn."""
    extras = [{"extra": extra} for extra in (*requirement.extras, "")]
    for each in map(Requirement, requires(requirement.name) or ()):
        if not each.marker or any(each.marker.evaluate(extra) for extra in extras):
            yield canonicalize_name(each.name)


def test_each_installed_version_is_the_pinned_one():
    for name, requirement in pinned("requirements.txt").items():
        assert str(requirement.specifier) == f"=={version(name)}", name


def test_what_is_pinned_needs_nothing_that_is_not():
    locked = pinned("requirements.txt")
    for requirement in locked.values():
        assert set(needed_by(requirement)) <= set(locked), requirement
    assert {"twisted", "autobahn", "asgiref"} <= set(locked)
