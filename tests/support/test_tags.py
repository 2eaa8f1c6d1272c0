"""Words by which agents find and count conversations, and which visitors never see."""

import csv

import pytest
from django.test import Client

from rooms.models import AuditEntry, SupportTag
from rooms.support.queue import queue_now
from tests.api.program import program_of
from tests.live_page import later
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
DESK, DESK_SOCKET = "/dashboard/support/", "/ws/dashboard/support/"


@pytest.fixture
def desk(client_of, sam):
    return client_of(sam)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def tag(client, visitor, name):
    return client.post(f"{DESK}tag/", {"ticket": visitor.slug, "tag": name})


def names(visitor):
    return [each.name for each in visitor.ticket.tags.all()]


def test_agent_tags_and_takes_the_tag_off(desk, vera):
    assert tag(desk, vera, "  Late   Parcel ").status_code == 302
    assert tag(desk, vera, "late parcel").status_code == 302
    assert names(vera) == ["late parcel"]
    assert "Take off the tag late parcel" in text_of(desk.get(f"{DESK}{vera.slug}/"))
    desk.post(f"{DESK}untag/", {"ticket": vera.slug, "tag": "Late parcel"})
    assert names(vera) == []
    verbs = AuditEntry.objects.filter(verb__contains="tagged").values_list("verb", "detail")
    assert set(verbs) == {
        ("conversation tagged", "late parcel"),
        ("conversation untagged", "late parcel"),
    }
    assert AuditEntry.objects.filter(verb="conversation tagged").count() == 1


@pytest.mark.parametrize("name", ["", " ", "a/b", "<b>", "x" * 31, "two\nlines", "“"])
def test_bad_tag_is_refused_beside_its_box(name, desk, vera):
    answer = tag(desk, vera, name)
    assert answer.status_code == 422
    assert answer.context["tag_error"]
    assert not SupportTag.objects.exists()


def test_conversation_has_at_most_ten(desk, vera):
    for n in range(10):
        tag(desk, vera, f"tag {n}")
    answer = tag(desk, vera, "one more")
    assert answer.status_code == 422
    assert "A conversation has at most 10 tags." in text_of(answer)
    assert len(names(vera)) == 10


def test_list_is_filtered_by_tag(desk, vera, sam):
    olga, wim = Visitor("Olga"), Visitor("Wim")
    olga.ticket.take(sam)
    for visitor in (vera, olga):
        tag(desk, visitor, "refund")
    page = text_of(desk.get(f"{DESK}?tag=Refund"))
    assert vera.slug in page
    assert olga.slug in page
    assert wim.slug not in page
    assert wim.slug in text_of(desk.get(DESK))
    assert text_of(desk.get(f"{DESK}?tag=nothing")).count("ticket__head") == 0


def test_programs_find_conversations_by_tag(vera, sam):
    olga = Visitor("Olga")
    program, path = program_of(sam), "/api/v1/support/"
    assert program.post(f"{path}{vera.slug}/tags/", {"tag": "VIP"}).json()["tags"] == ["vip"]
    found = program.get(f"{path}?tag=Vip").json()["results"]
    assert [each["slug"] for each in found] == [vera.slug]
    assert program.get(f"{path}{olga.slug}/").json()["tags"] == []
    assert program.delete(f"{path}{vera.slug}/tags/vip/").json()["tags"] == []


def test_figures_and_csv_have_the_tags(desk, vera):
    olga = Visitor("Olga")
    for visitor, name in ((vera, "refund"), (vera, "late"), (olga, "refund")):
        tag(desk, visitor, name)
    page = desk.get(f"{DESK}figures/")
    counts = {each.name: each.count for each in page.context["summaries"]["tag"]}
    assert counts == {"late": 1, "refund": 2}
    lines = list(csv.DictReader(text_of_csv(desk).splitlines()))
    assert {line["tags"] for line in lines} == {"late, refund", "refund"}


def text_of_csv(desk):
    return desk.get(f"{DESK}figures.csv").content.decode("utf-8-sig")


def test_visitor_never_sees_a_tag(desk, vera):
    tag(desk, vera, "heliotrope")
    for path in ("", "transcript.txt", "transcript.html", "older/?before=1"):
        assert "heliotrope" not in vera.get(vera.address + path).content.decode()
    assert Client().post(f"{DESK}tag/", {"ticket": vera.slug, "tag": "x"}).status_code == 302
    assert vera.client.post(f"{DESK}tag/", {"ticket": vera.slug, "tag": "x"}).status_code == 302
    assert names(vera) == ["heliotrope"]


async def test_tag_is_rendered_once_and_pushed_to_who_filters_by_it(
    vera, sam, open_page, rendered, visit
):
    pages = [await open_page(sam, f"{DESK_SOCKET}?tag=refund") for _ in range(3)]
    other = await open_page(sam, f"{DESK_SOCKET}?tag=late")
    ticket = await open_page(sam, f"{DESK_SOCKET}{vera.slug}/")
    theirs = await visit(vera)
    rendered.clear()
    await ticket.act("ticket_tag", ticket=vera.slug, tag="Refund")
    for page in pages:
        await page.until(f"ticket-{vera.ticket.pk}")
    await ticket.until("Take off the tag refund")
    assert rendered.count("support/_ticket.html") == 1
    assert rendered.count("support/_desk.html") == 1
    assert "refund" not in "".join(other.frames + theirs.frames)
    assert await later(names, vera) == ["refund"]


def test_queue_is_read_in_five_queries(vera, desk, django_assert_max_num_queries):
    tag(desk, vera, "refund")
    with django_assert_max_num_queries(5):
        assert queue_now().waiting[0].tags == ("refund",)
