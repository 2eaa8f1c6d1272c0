"""What a page of a group shows after a change, for the page that asked for it."""

from django.template.loader import render_to_string
from django.utils.translation import gettext

from dashboard.groups.forms import AddForm
from rooms.live import oob
from rooms.models import User
from rooms.site.title import push_title


def title_of(name):
    return f"{name} · {gettext('Dashboard')}"


def push_renamed(page, group):
    page.title = title_of(group.name)
    title = push_title(page.title, sum(page.unread.values()))
    name = oob.replace_inside("#group-name", group.name)
    return title + name + _notice(gettext("The name is saved."))


def push_added(page, changed):
    person = changed.person
    item = render_to_string("dashboard/groups/_person.html", {"person": person, "may_keep": True})
    box = AddForm()["person"].as_widget(attrs={"autofocus": True})
    return (
        oob.append_once("group-people", f"member-{person.pk}", item)
        + oob.replace(box)
        + _count(changed.group)
    )


def push_removed(page, changed):
    return oob.delete(f"#member-{changed.person.pk}") + _count(changed.group)


def _count(group):
    count = User.objects.filter(groups=group.pk).count()
    return oob.replace_inside("#group-count", str(count)) + _notice("")


def _notice(text):
    return oob.fill("notice", text) + oob.EMPTY_SINK
