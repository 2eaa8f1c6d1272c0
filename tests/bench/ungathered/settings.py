"""The site, but for one thing: each post is stored by itself, as it is usually done."""

from site_config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.ungathered.apps.UngatheredConfig"]  # noqa: F405
