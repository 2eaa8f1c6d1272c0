"""The unbatched site with plain Django statements: each post is stored as it usually is."""

from site_config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.unbatched.apps.PlainInsertsConfig"]  # noqa: F405
