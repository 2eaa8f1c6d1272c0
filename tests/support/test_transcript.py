import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(vera, sam, say):
    vera.ticket.take(sam)
    say(vera.ticket.room, sam, "**Which** <b>number</b>?")
    vera.ticket.add_note(sam, "heliotrope")
    return vera


def test_visitor_takes_the_conversation_along_as_text(answered):
    answer = answered.get(f"{answered.address}transcript.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    text = answer.content.decode()
    assert "Vera:\nWhere is my parcel?" in text
    assert "Sam Lindqvist:\n**Which** <b>number</b>?" in text
    assert "heliotrope" not in text


def test_visitor_takes_the_conversation_along_as_a_page(answered):
    html = answered.get(f"{answered.address}transcript.html").content.decode()
    assert "<strong>Which</strong> &lt;b&gt;number&lt;/b&gt;?" in html
    assert "heliotrope" not in html


def test_deleted_message_is_not_in_it(answered):
    answered.ticket.room.messages.first().delete_text()
    text = answered.get(f"{answered.address}transcript.txt").content.decode()
    assert "parcel" not in text
    assert "Message deleted" in text
