"""Addresses that are made of names."""

import pytest
from django.db import IntegrityError

from rooms.models import Counter, Room, slug

pytestmark = pytest.mark.django_db


def start_room(name, creator):
    return Room.objects.start(name, creator)


def start_counter(name, creator):
    return Counter.objects.start(name)


STARTS = pytest.mark.parametrize("start", [start_room, start_counter])


@STARTS
def test_same_name_gets_the_next_number(start, sam):
    assert [start("Garden", sam).slug for _ in range(3)] == ["garden", "garden-2", "garden-3"]


@STARTS
def test_words_of_addresses_and_names_without_letters_are_taken_care_of(start, sam):
    kind = start.__name__.removeprefix("start_")
    assert [start(name, sam).slug for name in ("New", "字", "字")] == ["new-2", kind, f"{kind}-2"]


@STARTS
def test_slug_that_somebody_takes_at_the_same_moment_is_not_an_error(start, sam, monkeypatch):
    def be_quicker(begin):
        model.objects.bulk_create([model(name="Garden", slug="garden")])
        return candidates(begin)

    model = Counter if start is start_counter else Room
    candidates = slug._slugs
    monkeypatch.setattr(slug, "_slugs", be_quicker)
    assert start("Garden", sam).slug == "garden-2"


def test_another_conflict_stays_an_error(sam):
    with pytest.raises(IntegrityError):
        slug.create_with_slug(Counter, "Garden", (), value=None)
