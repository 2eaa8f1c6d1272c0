"""The site as it ships, except that each post is stored in a transaction of its own."""

from site_config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.unbatched.apps.UnbatchedConfig"]  # noqa: F405
