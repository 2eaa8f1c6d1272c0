"""Addresses that are made of names: `garden`, or `garden-2` if there is one already."""

from collections.abc import Collection, Iterator
from itertools import count
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify


def create_with_slug(
    model: type[models.Model], name: str, reserved: Collection[str], **fields: Any
) -> models.Model:
    """Create a row under the first slug of its name that is neither reserved nor taken.

    Somebody else may take it at the same moment; then it gets the next one.
    """
    begin = slugify(name)[:50] or model._meta.model_name
    taken = model.objects.filter(slug__startswith=begin).values_list("slug", flat=True)
    unfree = {*taken, *reserved}
    for slug in (each for each in _slugs(begin) if each not in unfree):
        try:
            with transaction.atomic():
                return model.objects.create(name=name, slug=slug, **fields)
        except IntegrityError:
            if not model.objects.filter(slug=slug).exists():
                raise


def _slugs(begin: str) -> Iterator[str]:
    yield begin
    yield from (f"{begin}-{n}" for n in count(2))
