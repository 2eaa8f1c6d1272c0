from functools import lru_cache

from django.template.loader import render_to_string


def avatar(person):
    """The person's initials in their colour."""
    return _avatar(person.initials, person.hue)


@lru_cache(maxsize=2_000)
def _avatar(initials, hue):
    return render_to_string("accounts/_avatar.html", {"initials": initials, "hue": hue})
