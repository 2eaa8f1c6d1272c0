"""The fragment cache: what decides a fragment, how large it grows, what clears it."""

from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from rooms.live.fragments import ENTRY_BYTES, FragmentCache, fragment, fragments
from rooms.models import Site
from tests.live_page import later


@pytest.fixture
def greet():
    """A cached function, and the arguments with which it was rendered."""
    rendered = []

    @fragment
    def greet(name):
        rendered.append((name, translation.get_language(), timezone.get_current_timezone_name()))
        return f"Hello {name}"

    return greet, rendered


def test_fragment_is_rendered_once_for_equal_arguments(greet):
    function, rendered = greet
    assert [function(name) for name in ("Ana", "Ana", "Ben")] == ["Hello Ana"] * 2 + ["Hello Ben"]
    assert [name for name, *_ in rendered] == ["Ana", "Ben"]


def test_each_language_and_time_zone_has_its_own(greet):
    function, rendered = greet
    for language in ("en-gb", "en-us"):
        for zone in ("UTC", "Europe/Berlin"):
            for _ in range(2):
                with translation.override(language), timezone.override(ZoneInfo(zone)):
                    function("Ana")
    assert len(rendered) == len(set(rendered)) == 4


def test_nothing_is_cached_while_templates_are_edited(greet):
    function, rendered = greet
    with override_settings(DEBUG=True):
        function("Ana")
        function("Ana")
    assert len(rendered) == 2


def test_full_cache_drops_what_was_not_used_for_longest():
    cache = FragmentCache(max_bytes=4 * (ENTRY_BYTES + 1_200))
    for number in range(4):
        cache.put((number,), "x" * 1_000)
    cache.get((0,))
    cache.put((4,), "x" * 1_000)
    assert cache.get((0,)) is not None
    assert cache.get((1,)) is None
    assert cache.bytes <= cache.max_bytes


def test_keys_count_with_all_that_they_consist_of():
    cache = FragmentCache(max_bytes=100_000)
    for number in range(100):
        cache.put((number, ("a part", ("y" * 10_000,))), "short")
    assert 5 < len(cache) < 10


def test_one_large_fragment_does_not_stay_beyond_the_limit():
    cache = FragmentCache(max_bytes=1_000)
    cache.put(("large",), "x" * 10_000)
    assert len(cache) == cache.bytes == 0


@pytest.mark.django_db
def test_page_after_a_change_of_the_epoch_is_rendered_anew(client_of, lobby, ana, say):
    say(lobby, ana, "before the restore")
    client = client_of(ana)
    client.get("/rooms/lobby/")
    message = lobby.messages.get()
    Site.objects.update(epoch="restored")
    type(message).objects.update(body="as it was in the back-up")
    assert "as it was in the back-up" in client.get("/rooms/lobby/").content.decode()


@pytest.mark.django_db(transaction=True)
async def test_socket_after_a_change_of_the_epoch_clears_the_cache(open_page, lobby, ana):
    await open_page(ana, "lobby")
    fragments.put(("old",), "from before")
    await later(lambda: Site.objects.update(epoch="restored"))
    await open_page(ana, "lobby")
    assert fragments.get(("old",)) is None
