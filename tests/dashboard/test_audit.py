"""Staff read, filter and export the audit log."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.live.actor import as_actor
from rooms.models import AuditEntry, record

PAGE, FILE = "/dashboard/audit/", "/dashboard/audit.csv"


@pytest.fixture
def staff(client_of, sam):
    client = client_of(sam)
    AuditEntry.objects.all().delete()
    return client


def shown(client, **filters):
    return [entry.target for entry in client.get(PAGE, filters).context["acts"]]


def exported(client, **filters):
    response = client.get(FILE, filters)

    async def read():
        return b"".join([part async for part in response]).decode()

    return list(csv.DictReader(StringIO(async_to_sync(read)(), newline="")))


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_non_staff_get_403_and_visitor_is_sent_to_sign_in(client, client_of, ana, path):
    assert client_of(ana).get(path).status_code == 403
    assert client.get(path).url == f"/accounts/login/?next={path}"


def test_page_lists_fifty_entries_newest_first_and_paging_keeps_the_filters(staff):
    for n in range(60):
        record("signed in", on=f"act {n}")
    record("signed out", on="something else")
    assert shown(staff, verb="signed in") == [f"act {n}" for n in range(59, 9, -1)]
    assert shown(staff, verb="signed in", page=2) == [f"act {n}" for n in range(9, -1, -1)]
    assert "?verb=signed+in&amp;page=2" in staff.get(PAGE, {"verb": "signed in"}).content.decode()
    assert len(exported(staff, verb="signed in", page=2)) == 60


def test_filters_match_person_verb_and_text(staff, ana, ben):
    record("signed in", on="one", actor=ana)
    record("room made", on="two", detail="Behind 100% of the barn", actor=ben)
    assert (
        shown(staff, who="ana") == shown(staff, who="@ANA") == shown(staff, who="ruiz") == ["one"]
    )
    assert shown(staff, verb="room made") == shown(staff, words="0% OF") == ["two"]
    assert shown(staff, words="one", who="ben") == []
    assert "No matching entries." in staff.get(PAGE, {"who": "nobody"}).content.decode()


def test_filters_and_headings_use_days_in_the_viewers_time_zone(staff, sam):
    sam.time_zone = "Asia/Tokyo"
    sam.save()
    entry = record("signed in", on="late")
    AuditEntry.objects.filter(pk=entry.pk).update(at=datetime(2026, 3, 1, 16, tzinfo=UTC))
    assert shown(staff, since="2026-03-02", until="2026-03-02") == ["late"]
    assert shown(staff, until="2026-03-01") == []
    assert "2 March 2026" in staff.get(PAGE).content.decode()
    assert exported(staff)[0]["time"] == "2026-03-01T16:00:00.000+00:00"


@pytest.mark.parametrize(
    ("invalid", "field"),
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
def test_invalid_filter_shows_an_error_beside_its_field(staff, invalid, field):
    response = staff.get(PAGE, invalid)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert staff.get(FILE, invalid, follow=True).status_code == 422


@pytest.mark.parametrize("page", ["0", "-1", "x", "99"])
def test_invalid_page_number_shows_an_existing_page(staff, page):
    record("signed in", on="one")
    assert shown(staff, page=page) == ["one"]


def test_page_escapes_markup_in_entries(staff):
    record("sign-in failed", on="<script>alert(1)</script>", detail="<b>")
    html = staff.get(PAGE).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_page_of_fifty_entries_needs_as_many_queries_as_one_of_two(staff, ana, ben):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            staff.get(PAGE)
        return len(queries)

    record("signed in", actor=ana)
    record("signed in", actor=ben)
    count_queries()
    few = count_queries()
    for n in range(60):
        record("signed in", actor=(ana, ben)[n % 2])
    assert count_queries() == few


def test_csv_quotes_cells_that_a_spreadsheet_would_run_as_formulas(staff):
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


@pytest.mark.parametrize("start", "＝＋－＠\n")
def test_csv_quotes_wide_signs_and_line_ends_at_the_start_of_a_cell(staff, start):
    entry = record("sign-in failed", on="x")
    AuditEntry.objects.filter(pk=entry.pk).update(target=f"{start}HYPERLINK(1)")
    assert [row["on"] for row in exported(staff)] == [f"'{start}HYPERLINK(1)"]


def test_csv_has_a_date_in_its_name_and_lists_who_did_what(staff, ana):
    with as_actor(ana, "192.0.2.7"):
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


def test_long_csv_is_read_in_chunks(staff, monkeypatch):
    monkeypatch.setattr("dashboard.audit.views.CHUNK_SIZE", 10)
    for n in range(25):
        record("signed in", on=f"act {n}")
    assert [row["on"] for row in exported(staff)] == [f"act {n}" for n in range(24, -1, -1)]
