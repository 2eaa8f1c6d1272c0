"""The audit log as staff read it, and what the doors of HTTP put down in it."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from rooms.acting import acting
from rooms.middleware import on_the_viewers_behalf
from rooms.models import AuditEntry, Site, record
from rooms.models.audit import FROM_ONE_ADDRESS
from tests import cast
from tests.views.test_accounts import sign_in

PAGE, FILE = "/dashboard/audit/", "/dashboard/audit.csv"


@pytest.fixture
def staff(client_of, sam):
    client = client_of(sam)
    AuditEntry.objects.all().delete()
    return client


@pytest.fixture
def root(client_of, db):
    client = client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))
    AuditEntry.objects.all().delete()
    return client


def put_down():
    entries = AuditEntry.objects.order_by("pk")
    assert {entry.address for entry in entries} <= {"127.0.0.1"}
    return [(entry.verb, entry.actor_name, entry.target) for entry in entries]


def shown(client, **filters):
    return [entry.target for entry in client.get(PAGE, filters).context["entries"]]


def exported(client, **filters):
    response = client.get(FILE, filters)

    async def read():
        return b"".join([part async for part in response]).decode()

    return list(csv.DictReader(StringIO(async_to_sync(read)(), newline="")))


# What the doors put down


def test_signing_in_and_out_and_failing_to(client, ana):
    AuditEntry.objects.all().delete()
    sign_in(client, "ana", "not-the-password")
    sign_in(client, "ana")
    client.post("/accounts/logout/")
    client.post("/accounts/logout/")
    assert put_down() == [
        ("sign-in failed", "", "ana"),
        ("signed in", "Ana Ruiz", ""),
        ("signed out", "Ana Ruiz", ""),
    ]
    assert not AuditEntry.objects.about("not-the-password").exists()


def test_a_flood_of_failed_sign_ins_is_bounded(client, db):
    for n in range(FROM_ONE_ADDRESS.times + 5):
        sign_in(client, f"name-{n}", "wrong")
    assert AuditEntry.objects.count() == FROM_ONE_ADDRESS.times


def test_joining_is_the_newcomers_own_act(client, db):
    answers = {"username": "noa", "display_name": "Noa Lind", "password": "a-quiet-harbour"}
    client.post(f"/join/{Site.current().invitation_token}/", answers)
    assert put_down() == [("person joined", "Noa Lind", ""), ("signed in", "Noa Lind", "")]


def test_a_new_password(client_of, ana):
    client = client_of(ana)
    AuditEntry.objects.all().delete()
    answers = {"new_password1": "a-quiet-harbour", "new_password2": "a-quiet-harbour"}
    client.post("/accounts/password/", answers | {"old_password": "wrong"})
    assert put_down() == []
    client.post("/accounts/password/", answers | {"old_password": cast.PASSWORD})
    assert put_down() == [("password changed", "Ana Ruiz", "Ana Ruiz @ana")]


def test_an_act_on_a_page_has_its_person_and_address_and_a_refused_one_none(
    client_of, garden, ana, sam
):
    ana, sam = client_of(ana), client_of(sam)
    AuditEntry.objects.all().delete()
    assert ana.post("/rooms/garden/archive/").status_code == 403
    assert put_down() == []
    sam.post("/rooms/garden/archive/")
    assert put_down() == [("room archived", "Sam Lindqvist", "Garden")]


def test_a_page_that_puts_nothing_down_looks_nobody_up_for_it(rf):
    def look_up():
        pytest.fail("somebody was looked up")

    request = rf.get("/")
    request.user = SimpleLazyObject(look_up)
    assert on_the_viewers_behalf(lambda request: "the page")(request) == "the page"


def test_what_is_changed_in_the_administration(root, garden, ana, zoe):
    AuditEntry.objects.all().delete()
    team = Group.objects.create(name="Team")
    answers = {
        "username": "ana",
        "display_name": "Ana R.",
        "email": "",
        "time_zone": "UTC",
        "language": "en-gb",
        "hue": str(ana.hue),
        "is_staff": "on",
        "groups": [team.pk],
    }
    assert root.post(f"/admin/rooms/user/{ana.pk}/change/", answers).status_code == 302
    assert sorted(put_down()) == [
        ("admin changed", "Root", "Ana R. @ana"),
        ("person deactivated", "Root", "Ana R. @ana"),
        ("right changed", "Root", "Ana R. @ana"),
        ("staff made", "Root", "Ana R. @ana"),
    ]
    assert AuditEntry.objects.get(verb="right changed").detail == "Groups: Team"
    assert AuditEntry.objects.get(verb="admin changed").detail == "display_name"


def test_a_person_a_password_a_member_and_the_epoch_in_the_administration(root, garden, zoe):
    AuditEntry.objects.all().delete()
    passwords = {
        "usable_password": "true",
        "password1": "a-quiet-harbour",
        "password2": "a-quiet-harbour",
    }
    root.post("/admin/rooms/user/add/", passwords | {"username": "noa", "display_name": "Noa"})
    root.post(f"/admin/rooms/user/{zoe.pk}/password/", passwords | {"password2": "else"})
    root.post(f"/admin/rooms/user/{zoe.pk}/password/", passwords)
    root.post("/admin/rooms/membership/add/", {"room": garden.pk, "user": zoe.pk})
    place = garden.memberships.get(user=zoe)
    root.post(f"/admin/rooms/membership/{place.pk}/delete/", {"post": "yes"})
    root.post(f"/admin/rooms/room/{garden.pk}/change/", {"name": "Orchard", "purpose": ""})
    root.post(f"/admin/rooms/site/{Site.current().pk}/change/", {"epoch": "fresh"})
    assert put_down() == [
        ("person added", "Root", "Noa @noa"),
        ("password changed", "Root", "Zoe Marsh @zoe"),
        ("member added", "Root", "Zoe Marsh @zoe"),
        ("member removed", "Root", "Zoe Marsh @zoe"),
        ("room changed", "Root", "Orchard"),
        ("admin changed", "Root", "site fresh"),
    ]


def test_nobody_changes_the_log_in_the_administration(root):
    entry = record("signed in")
    path = "/admin/rooms/auditentry/"
    assert root.get(path, {"q": "ana"}).status_code == 200
    assert root.get(f"{path}{entry.pk}/change/").status_code == 200
    assert root.get(f"{path}add/").status_code == 403
    for act in ("change", "delete"):
        assert root.post(f"{path}{entry.pk}/{act}/", {"post": "yes"}).status_code == 403
    root.post(path, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


# The screen and the file


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_outsiders_get_403_and_who_is_signed_out_is_asked_to_sign_in(client, client_of, ana, path):
    assert client_of(ana).get(path).status_code == 403
    assert client.get(path).url == f"/accounts/login/?next={path}"


def test_newest_first_fifty_a_page_and_the_filters_survive_paging(staff):
    for n in range(60):
        record("signed in", on=f"act {n}")
    record("signed out", on="something else")
    assert shown(staff, verb="signed in") == [f"act {n}" for n in range(59, 9, -1)]
    assert shown(staff, verb="signed in", page=2) == [f"act {n}" for n in range(9, -1, -1)]
    assert "?verb=signed+in&amp;page=2" in staff.get(PAGE, {"verb": "signed in"}).content.decode()
    assert len(exported(staff, verb="signed in", page=2)) == 60


def test_filters_by_person_verb_and_words(staff, ana, ben):
    record("signed in", on="one", actor=ana)
    record("room made", on="two", detail="Behind 100% of the barn", actor=ben)
    assert (
        shown(staff, who="ana") == shown(staff, who="@ANA") == shown(staff, who="ruiz") == ["one"]
    )
    assert shown(staff, verb="room made") == shown(staff, words="0% OF") == ["two"]
    assert shown(staff, words="one", who="ben") == []
    assert "Nothing like that" in staff.get(PAGE, {"who": "nobody"}).content.decode()


def test_days_are_those_of_where_the_viewer_lives(staff, sam):
    sam.time_zone = "Asia/Tokyo"
    sam.save()
    entry = record("signed in", on="late")
    AuditEntry.objects.filter(pk=entry.pk).update(at=datetime(2026, 3, 1, 16, tzinfo=UTC))
    assert shown(staff, since="2026-03-02", until="2026-03-02") == ["late"]
    assert shown(staff, until="2026-03-01") == []
    assert "2 March 2026" in staff.get(PAGE).content.decode()
    assert exported(staff)[0]["time"] == "2026-03-01T16:00:00.000+00:00"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"until": "9999-12-31"}, "until"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "until"),
        ({"verb": "danced"}, "verb"),
        ({"who": "x" * 61}, "who"),
        ({"words": "a\x00b"}, "words"),
    ],
)
def test_a_wrong_filter_is_told_in_words(staff, wrong, field):
    response = staff.get(PAGE, wrong)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert staff.get(FILE, wrong, follow=True).status_code == 422


@pytest.mark.parametrize("page", ["0", "-1", "x", "99"])
def test_a_page_that_is_none_shows_one_that_is(staff, page):
    record("signed in", on="one")
    assert shown(staff, page=page) == ["one"]


def test_markup_in_what_others_wrote_stays_text(staff):
    record("sign-in failed", on="<script>alert(1)</script>", detail="<b>")
    html = staff.get(PAGE).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_a_page_of_fifty_costs_as_many_queries_as_one_of_two(staff, ana, ben):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            staff.get(PAGE)
        return len(seen)

    record("signed in", actor=ana)
    record("signed in", actor=ben)
    few = cost()
    for n in range(60):
        record("signed in", actor=(ana, ben)[n % 2])
    assert cost() == few


def test_cells_are_harmless_in_a_spreadsheet(staff):
    for start in "=+-@":
        record("sign-in failed", on=f"{start}HYPERLINK(1)")
    AuditEntry.objects.filter(target="-HYPERLINK(1)").update(target="\t=1", detail="\r=2")
    record("sign-in failed", on='safe, "quoted"', detail="Zoë")
    first, *rest = exported(staff)
    assert (first["on"], first["detail"]) == ('safe, "quoted"', "Zoë")
    assert [row["on"] for row in rest] == [
        "'@HYPERLINK(1)",
        "'\t=1",
        "'+HYPERLINK(1)",
        "'=HYPERLINK(1)",
    ]
    assert rest[1]["detail"] == "'\r=2"


def test_the_file_has_a_date_in_its_name_and_says_who_did_what(staff, ana):
    with acting(ana, "192.0.2.7"):
        record("room made", on="Shed")
    response = staff.get(FILE)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="audit-20')
    row = exported(staff)[0]
    assert [row[name] for name in ("name", "username", "verb", "on", "address")] == [
        "Ana Ruiz",
        "ana",
        "room made",
        "Shed",
        "192.0.2.7",
    ]


def test_a_long_file_comes_in_pieces(staff, monkeypatch):
    monkeypatch.setattr("dashboard.views.audit.ROWS_AT_ONCE", 10)
    for n in range(25):
        record("signed in", on=f"act {n}")
    assert [row["on"] for row in exported(staff)] == [f"act {n}" for n in range(24, -1, -1)]
