"""The site as it ships, with one more URL: a view that returns an empty page."""

from site_config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
