"""The site as it ships, but for one thing: each post is stored in a transaction of its own."""

from site_config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.ungathered.apps.AloneConfig"]  # noqa: F405
