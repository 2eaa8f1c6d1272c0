"""What can be seen: a text or a name without it is refused at every door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.markup import is_visible, trimmed
from rooms.models import Counter, Message, Site, User

NOTHING = [
    "\u200b",
    "\u2060 \ufeff",
    "\u3164",
    "\u2800\u115f",
    "\u00ad",
    "\U000e0041",
    "\u202e\u202c",
]


@pytest.mark.parametrize("text", [*NOTHING, "", " ", "\n", "\ufe0f"])
def test_nothing_of_it_can_be_seen(text):
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", ".", "\u200bа", "👩‍👩‍👧", "ﷺ", "\u0301", "安", "\ue000"])
def test_something_of_it_can_be_seen(text):
    assert is_visible(text)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("  a\n    b\n", "  a\n    b"),
        ("\n \n\t\n  a ", "  a"),
        ("\u3000a\u3000", "\u3000a"),
        (" \n ", ""),
    ],
)
def test_trimmed_text_keeps_the_indentation_of_its_first_line(text, stays):
    assert trimmed(text) == stays


@given(text=st.text(" \t\na"))
def test_trimmed_text_is_trimmed_for_good(text):
    assert trimmed(trimmed(text)) == trimmed(text)
    assert trimmed(text).strip() == text.strip()


@pytest.mark.django_db
@pytest.mark.parametrize("text", NOTHING)
def test_forms_refuse_what_nobody_can_see(text, lobby, sam, client_of, say):
    client, message = client_of(sam), say(lobby, sam, "First")
    profile = {"time_zone": "UTC", "language": "en-gb", "hue": 3}
    forms = {
        "/rooms/lobby/": {"body": text},
        f"/messages/{message.pk}/edit/": {"body": text},
        "/rooms/new/": {"name": text, "kind": "open"},
        "/accounts/profile/": {"display_name": text, **profile},
        "/counters/new/": {"name": text, "bumpers": "everyone"},
        "/dashboard/announcements/new/": {"text": text, "level": "info", "audience": "everyone"},
    }
    for path, fields in forms.items():
        answer = client.post(path, fields)
        assert answer.status_code == 422, path
        assert "Nothing of this can be seen." in answer.content.decode(), path
    assert [each.body for each in Message.objects.all()] == ["First"]
    assert not Counter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["username", "display_name"])
def test_join_form_refuses_a_name_that_nobody_can_see(field, client):
    fields = {"username": "mia", "display_name": "Mia", "password": "garden-gate-7"}
    answer = client.post(f"/join/{Site.current().invitation_token}/", fields | {field: "\u3164"})
    assert "Nothing of this can be seen." in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
async def test_page_says_that_nothing_of_its_message_can_be_seen(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.act("post", body="\u200b\u2060", n=1)
    await page.until("Nothing of this can be seen.")
