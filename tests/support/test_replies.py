"""Texts that agents send often: kept, found, and put into the composer with the names filled in."""

import pytest

from rooms.models import SupportReply

pytestmark = pytest.mark.django_db
REPLIES = "/dashboard/support/replies/"


@pytest.fixture
def desk(client_of, sam, vera):
    vera.ticket.take(sam)
    return client_of(sam)


@pytest.fixture
def greeting(db):
    return SupportReply.objects.create(title="Greeting", body="Hello {visitor}, I am {agent}. {x}")


def text_of(answer):
    return answer.content.decode()


def test_staff_add_change_and_delete_a_reply(desk):
    desk.post(REPLIES, {"title": "Bye", "body": "Good bye"})
    bye = SupportReply.objects.get()
    desk.post(f"{REPLIES}{bye.pk}/", {"title": "Bye", "body": "Farewell"})
    bye.refresh_from_db()
    assert bye.body == "Farewell"
    desk.post(f"{REPLIES}{bye.pk}/delete/")
    assert not SupportReply.objects.exists()


def test_reply_without_a_text_is_refused_beside_its_field(desk):
    answer = desk.post(REPLIES, {"title": "Kept", "body": " "})
    assert answer.status_code == 422
    assert "Write something first." in text_of(answer)
    assert "Kept" in text_of(answer)


def test_search_finds_title_and_text(desk, vera, greeting):
    address = f"/dashboard/support/{vera.slug}/replies/?reply_text="
    assert "Greeting" in text_of(desk.get(f"{address}greet"))
    assert "Greeting" in text_of(desk.get(f"{address}I am"))
    assert "No reply is found." in text_of(desk.get(f"{address}parcel"))


def test_reply_goes_behind_what_is_written_with_the_names(desk, vera, greeting):
    address = f"/dashboard/support/{vera.slug}/replies/{greeting.pk}/"
    html = text_of(desk.get(address, {"n": 3, "outbox": "desk", "body": "Well,"}))
    assert 'value="Well, Hello Vera, I am Sam Lindqvist. {x}"' in html
    assert 'name="n" value="3"' in html


def test_reply_of_several_lines_gets_a_box_for_them(desk, vera):
    reply = SupportReply.objects.create(title="Long", body="One\nTwo")
    html = text_of(desk.get(f"/dashboard/support/{vera.slug}/replies/{reply.pk}/", {"n": 0}))
    assert "<textarea" in html


def test_reply_is_chosen_without_javascript(desk, vera, greeting):
    html = text_of(desk.get(f"/dashboard/support/{vera.slug}/?reply={greeting.pk}"))
    assert 'value="Hello Vera, I am Sam Lindqvist. {x}"' in html


def test_name_of_a_visitor_cannot_become_markup(desk, vera, greeting):
    vera.guest.display_name = '"><script>'
    vera.guest.save()
    html = text_of(desk.get(f"/dashboard/support/{vera.slug}/replies/{greeting.pk}/", {"n": 0}))
    assert "<script>" not in html
