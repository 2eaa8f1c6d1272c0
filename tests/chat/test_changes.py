"""Two people change one message, or one who does not know that it was changed meanwhile."""

import pytest
from django.utils.html import escape

from rooms.models import Message
from tests.live_page import later

CHANGED = "Somebody changed this message meanwhile."
DELETED = "This message was deleted meanwhile."


@pytest.fixture
def message(lobby, ana, say):
    return say(lobby, ana, "Tea at four")


@pytest.fixture
def base(message):
    """What a form is based on that was opened now."""
    return message.digest


def text(message):
    return Message.objects.get(pk=message.pk).body


# Over the socket


@pytest.fixture
async def page(open_page, message, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    page.frames.clear()
    return page


socket = pytest.mark.django_db(transaction=True)


@socket
async def test_saved_edit_closes_its_form(page, message, base):
    await page.act("edit", message=message.pk, body="Tea at five", base=base)
    await page.until(f"delete:#edit-{message.pk}:not(")
    assert await later(text, message) == "Tea at five"


@socket
async def test_deletion_closes_its_form_also_when_it_is_sent_again(page, message):
    for _ in range(2):
        await page.act("delete", message=message.pk)
        await page.until(f'hx-swap-oob="delete:#delete-{message.pk}"')
        page.frames.clear()


@socket
async def test_edit_of_a_text_that_was_changed_is_refused_once(page, message, base):
    await later(message.edit, "Tea at <three>")
    await page.act("edit", message=message.pk, body="Tea at five", base=base)
    await page.until(CHANGED)
    frame = page.frames[-1]
    assert f"#edit-{message.pk}-error" in frame
    assert escape("Tea at <three>") in frame
    assert await later(text, message) == "Tea at <three>"
    new_base = Message(body="Tea at <three>").digest
    assert f'id="edit-{message.pk}-base" value="{new_base}"' in frame

    await page.act("edit", message=message.pk, body="Tea at five", base=new_base)
    await page.until(f"delete:#edit-{message.pk}")
    assert await later(text, message) == "Tea at five"


@socket
async def test_edit_that_is_sent_again_is_no_conflict(page, message, base):
    for _ in range(2):
        await page.act("edit", message=message.pk, body="Tea at five", base=base)
        await page.until(f"delete:#edit-{message.pk}")
        page.frames.clear()
    assert (await Message.objects.aget(pk=message.pk)).change_seq == message.change_seq + 1


@socket
async def test_form_that_is_saved_twice_before_the_answer_stores_the_second_text(
    page, message, base
):
    for body in ("Tea at five", "Tea at six", "Tea at seven"):
        await page.act("edit", message=str(message.pk), body=body, base=base)
    await page.until_true(lambda: text(message) == "Tea at seven")
    await later(message.edit, "Somebody else: tea at eight")
    await page.act("edit", message=str(message.pk), body="Tea at nine", base=base)
    await page.until(CHANGED)
    assert await later(text, message) == "Somebody else: tea at eight"


@socket
async def test_saved_edit_leaves_a_form_in_which_somebody_writes_on(page, message, base):
    await page.act("edit", message=message.pk, body="Tea at five", base=base)
    await page.until(f"delete:#edit-{message.pk}:not(:has(textarea:focus))")
    new_base = Message(body="Tea at five").digest
    assert f'id="edit-{message.pk}-base" value="{new_base}"' in page.frames[-1]


@socket
async def test_edit_of_a_deleted_message_is_refused(page, message, base):
    await later(message.delete_text)
    await page.act("edit", message=message.pk, body="Tea at five", base=base)
    await page.until(DELETED)
    assert f"#edit-{message.pk}-error" in page.frames[-1]
    assert await later(text, message) == ""


@socket
async def test_refusal_does_not_log_what_the_message_says(page, message, base, caplog):
    await later(message.edit, "Between us")
    await page.act("edit", message=message.pk, body="Tea at five", base=base)
    await page.until(CHANGED)
    assert CHANGED in caplog.text
    assert "Between us" not in caplog.text


@socket
async def test_push_of_a_change_leaves_what_stands_beside_the_text(page, message):
    await later(message.edit, "Tea at five")
    await page.until("Tea at five")
    assert f"innerHTML:#message-{message.pk} .message__shown," in page.frames[-1]


# With a plain POST


def path(message, what="edit"):
    return f"/messages/{message.pk}/{what}/"


def test_form_says_what_it_is_based_on(client_of, ana, message, base):
    html = client_of(ana).get(path(message)).content.decode()
    assert f'name="base" id="edit-{message.pk}-base" value="{base}"' in html


def test_plain_edit_of_a_text_that_was_changed_keeps_both_texts(client_of, ana, message, base):
    client = client_of(ana)
    message.edit("Tea at three")
    response = client.post(path(message), {"body": "Tea at five", "base": base})
    html = response.content.decode()
    assert response.status_code == 422
    assert CHANGED in html
    assert "Tea at three</q>" in html
    assert "Tea at five</textarea>" in html
    assert text(message) == "Tea at three"

    assert f'value="{message.digest}"' in html
    response = client.post(path(message), {"body": "Tea at five", "base": message.digest})
    assert response.status_code == 302
    assert text(message) == "Tea at five"


def test_plain_edit_that_is_refused_for_another_reason_is_still_based_on_the_same(
    client_of, ana, message, base
):
    message.edit("Tea at three")
    html = client_of(ana).post(path(message), {"body": "", "base": base}).content.decode()
    assert f'value="{base}"' in html


def test_plain_edit_of_a_deleted_message_keeps_the_text(client_of, ana, message, base):
    message.delete_text()
    response = client_of(ana).post(path(message), {"body": "Tea at five", "base": base})
    assert response.status_code == 422
    assert DELETED in response.content.decode()
    assert "Tea at five</textarea>" in response.content.decode()


def test_deleted_message_can_be_deleted_again_but_not_opened(client_of, ana, message):
    client = client_of(ana)
    assert client.post(path(message, "delete")).status_code == 302
    assert client.post(path(message, "delete")).status_code == 302
    for what in ("edit", "delete"):
        response = client.get(path(message, what))
        assert response.status_code == 403
        assert "This message was deleted." in response.content.decode()


def test_form_on_a_page_of_its_own_is_sent_by_http(client_of, ana, message):
    """The socket of that page knows no room."""
    for what in ("edit", "delete"):
        html = client_of(ana).get(path(message, what)).content.decode()
        form = html[html.index('class="change"') :].partition("</form>")[0]
        assert "ws-send" not in form
        assert "hx-get" not in form
