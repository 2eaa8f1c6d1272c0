"""The site as it ships, except that each message travels in a frame of its own."""

from site_config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.unmerged"]  # noqa: F405
