"""Staff keep groups; those with rights in the administration only superusers."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from dashboard.groups.actions import ADD, MAKE
from rooms.live.actions import Caller
from rooms.models import AuditEntry, Group
from tests import cast
from tests.live_page import later

pytestmark = pytest.mark.django_db

LIST = "/dashboard/groups/"


@pytest.fixture
def ops(ben):
    group = Group.objects.start("ops")
    group.add(ben)
    return group


def verbs():
    return [(entry.actor_name, entry.verb) for entry in AuditEntry.objects.order_by("pk")]


def test_staff_keep_a_group(client_of, sam, ana, ben):
    client = client_of(sam)
    path = client.post(LIST, {"name": "ops"}).url
    client.post(f"{path}people/add/", {"person": "ANA"})
    client.post(f"{path}people/add/", {"person": "ben"})
    page = client.get(path).text
    assert "Ana Ruiz" in page
    client.post(f"{path}people/remove/", {"person": ben.pk})
    client.post(path, {"name": "devs"})
    group = Group.objects.get()
    assert (group.name, list(group.members.all())) == ("devs", [ana])
    assert "2" not in client.get(LIST).context["found"][0].name
    assert "Delete devs" in client.get(f"{path}delete/").text
    assert "You deleted devs." in client.post(f"{path}delete/", follow=True).text
    assert [verb for name, verb in verbs() if name == "Sam Lindqvist"][-6:] == [
        "group made",
        "group joined",
        "group joined",
        "group left",
        "group renamed",
        "group deleted",
    ]


@pytest.mark.parametrize("name", ["", "ana", "room", "OPS", "night watch", "x" * 61])
def test_name_that_does_not_fit_is_refused_and_stays_in_its_field(name, client_of, sam, ana, ops):
    client, other = client_of(sam), Group.objects.start("devs")
    for path in (LIST, other.get_absolute_url()):
        answer = client.post(path, {"name": name})
        assert answer.status_code == 422
        assert 'class="field__error" role="alert"' in answer.text
        assert not name or f'value="{name}"' in answer.text
    assert Group.objects.count() == 2


def test_nobody_is_added_by_a_name_that_is_unknown(client_of, sam, ops):
    answer = client_of(sam).post(f"{ops.get_absolute_url()}people/add/", {"person": "nobody"})
    assert answer.status_code == 422
    assert "There is nobody called nobody." in answer.text


def test_only_superusers_change_a_group_with_rights(client_of, sam, ana, ops):
    ops.permissions.add(Permission.objects.first())
    path, client = ops.get_absolute_url(), client_of(sam)
    assert "only an administrator can change it" in client.get(path).text
    for door, data in (
        ("", {"name": "devs"}),
        ("people/add/", {"person": "ana"}),
        ("people/remove/", {"person": 1}),
        ("delete/", {}),
    ):
        assert client.post(path + door, data).status_code == 403
    assert client.get(f"{path}delete/").status_code == 403
    root = client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))
    assert root.post(f"{path}people/add/", {"person": "ana"}).status_code == 302


def test_outsider_may_do_nothing_whatever_the_door(zoe, ops):
    for action, subject, data in (
        (MAKE, None, {"name": "devs"}),
        (ADD, ops.pk, {"person": "zoe"}),
    ):
        with pytest.raises(PermissionDenied, match="Only staff"):
            action.perform(Caller(zoe.pk, subject), data)


def test_group_that_cannot_be_mentioned_says_so(client_of, sam, ops):
    Group.objects.filter(pk=ops.pk).update(name="Night watch")
    client = client_of(sam)
    assert "cannot be mentioned by this name" in client.get(LIST).text
    assert "cannot be mentioned by this name" in client.get(ops.get_absolute_url()).text


def test_queries_of_the_list_do_not_grow_with_it(client_of, sam, ops, queries_of):
    client = client_of(sam)
    client.get(LIST)
    one = queries_of(client, LIST)
    for number in range(5):
        Group.objects.start(f"group{number}")
    assert queries_of(client, LIST) == one


@pytest.mark.django_db(transaction=True)
async def test_page_of_a_group_shows_what_is_done_on_it(open_page, sam, ana, ben, ops):
    page = await open_page(sam, f"/ws/dashboard/groups/{ops.pk}/")
    await page.act("group_add", person="ana")
    await page.until(f'id="member-{ana.pk}"')
    assert "csrf" not in "".join(page.frames)
    await page.act("group_remove", person=ben.pk)
    await page.until(f"delete:#member-{ben.pk}")
    await page.act("group_rename", name="devs")
    await page.until("The name is saved.")
    assert await later(lambda: verbs()[-1]) == ("Sam Lindqvist", "group renamed")
    await page.act("group_rename", name="ana")
    await page.until("Somebody has that username")
    await later(ops.delete_for_good)
    await page.act("group_add", person="ben")
    await page.until("This group was deleted meanwhile.")


@pytest.mark.django_db(transaction=True)
async def test_page_closes_when_its_person_is_no_longer_staff(open_page, sam, zoe, ops):
    page = await open_page(sam, f"/ws/dashboard/groups/{ops.pk}/")
    await page.until(lambda page: page.last_beat)
    await later(zoe.make_staff)
    await later(sam.unmake_staff)
    await page.until(lambda page: page.close_code == 4403)
