from django.template.loader import render_to_string

from rooms.live.fragments import neutral_fragment


def avatar(person):
    """The person's initials in their colour."""
    return _avatar(person.initials, person.hue)


def name_link(person):
    """The person's name, which leads to their card."""
    return _name_link(person.pk, person.display_name)


@neutral_fragment
def _name_link(pk, name):
    return render_to_string("accounts/_name_link.html", {"pk": pk, "name": name})


@neutral_fragment
def _avatar(initials, hue):
    return render_to_string("accounts/_avatar.html", {"initials": initials, "hue": hue})
