"""The site as it ships, and one more address: a view that does nothing."""

from site_config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
