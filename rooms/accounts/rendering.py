from django.template.loader import render_to_string

from rooms.live.fragments import neutral_fragment


def avatar(person):
    """The person's initials in their colour."""
    return _avatar(person.initials, person.hue)


@neutral_fragment
def _avatar(initials, hue):
    return render_to_string("accounts/_avatar.html", {"initials": initials, "hue": hue})
