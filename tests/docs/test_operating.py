"""What docs/operating.md names is there."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils import timezone

from dashboard.models import Process
from dashboard.stats.metrics import registry
from site_config import environment

PAGE = (settings.BASE_DIR / "docs/operating.md").read_text()


@pytest.mark.django_db
def test_the_metrics_it_names_are_those_that_are_scraped():
    now = timezone.now()
    Process.objects.create(name="p", host="h", pid=1, started_at=now, seen_at=now, layer=1)
    scraped = {sample.name for family in registry.collect() for sample in family.samples}
    told = set(re.findall(r"hearth_\w+", PAGE))
    families = {re.sub("_(bucket|count|sum)$", "", name) for name in scraped}
    assert told - scraped - families == set()
    assert families - told == set()


def test_the_commands_and_settings_it_names_exist():
    assert set(re.findall(r"manage\.py\s+(\w+)", PAGE)) <= set(get_commands())
    for name in set(re.findall(r"`(METRICS_\w+|[A-Z]+_[A-Z]+)`", PAGE)):
        assert hasattr(settings, name)


def test_the_networks_of_its_example_are_read():
    (example,) = re.findall(r"comma-separated: `(.*?)`", PAGE)
    assert len(environment.networks("NETWORKS", example.split(","))) == 2
