"""A thread's page: the replies, and the message above them."""

import pytest

from rooms.models import Message, Room, SentForm

pytestmark = pytest.mark.django_db


def html_of(client, path):
    return client.get(path).content.decode()


# Beginning one


def test_thread_begins_by_a_plain_post_and_is_found_again(root, garden, ana, sam, client_of):
    for person in (sam, ana):
        answer = client_of(person).post("/threads/start/", {"message": root.pk})
        assert answer.url == f"/rooms/garden/threads/{root.pk}/"
    assert Room.objects.filter(parent=garden).count() == 1


def test_message_without_a_thread_is_where_its_address_leads(root, ana, client_of):
    client = client_of(ana)
    assert client.get(f"/messages/{root.pk}/thread/").url == f"/rooms/garden/threads/{root.pk}/"
    assert client.get(f"/rooms/garden/threads/{root.pk}/").url == f"/messages/{root.pk}/"
    assert client.post(f"/rooms/garden/threads/{root.pk}/follow/").status_code == 404
    assert not Room.objects.filter(root=root).exists()


@pytest.mark.parametrize("message", ["", "0", "x", "9" * 30])
def test_thread_of_no_message_is_404(garden, ana, client_of, message):
    assert client_of(ana).post("/threads/start/", {"message": message}).status_code == 404


def test_no_thread_begins_in_an_archived_room_but_an_old_one_is_read(
    root, thread, garden, ana, say, address, client_of
):
    other = say(garden, ana)
    garden.archive()
    client = client_of(ana)
    assert client.post("/threads/start/", {"message": other.pk}).status_code == 403
    assert client.post("/threads/start/", {"message": root.pk}).url == address
    html = html_of(client, address)
    assert "This room is archived. You can read it" in html
    assert client.post(address, {"body": "More"}).status_code == 403


# The page


def test_page_shows_the_message_and_its_replies(root, thread, sam, ana, say, address, client_of):
    say(thread, sam, "In the shed")
    html = html_of(client_of(ana), address)
    main = html[html.index("<main") :]
    assert main.index("Where are the beans?") < main.index("In the shed")
    assert "<bdi>Garden</bdi>" in html
    assert 'href="/rooms/garden/" aria-current="page"' in html
    assert ">Thread in Garden</title>" in html.replace("(1) ", "")


def test_room_shows_how_many_replies_there_are_and_whose(root, thread, sam, ana, say, client_of):
    assert "replies__link" not in html_of(client_of(ana), "/rooms/garden/")
    say(thread, sam, "In the shed")
    html = html_of(client_of(ana), "/rooms/garden/")
    link = html[html.index('class="replies__link"') :].partition("</a>")[0]
    assert f'href="/messages/{root.pk}/thread/"' in link
    assert ">SL</text>" in link
    assert "1 reply" in link
    assert "In the shed" not in html[html.index("<main") :]


def test_deleted_message_keeps_its_replies(root, thread, sam, ana, say, address, client_of):
    say(thread, sam, "In the shed")
    Message.objects.get(pk=root.pk).delete_text()
    client = client_of(sam)
    assert "1 reply" in html_of(client, "/rooms/garden/")
    html = html_of(client, address)
    assert "beans" not in html
    assert "In the shed" in html


def test_other_addresses_of_a_thread_lead_to_it(root, thread, ana, say, address, client_of):
    reply, client = say(thread, ana, "In the shed"), client_of(ana)
    room = client.get(f"/rooms/{thread.slug}/?at={reply.pk}")
    assert room.url == f"{address}?at={reply.pk}"
    assert client.get(f"/messages/{reply.pk}/").url == f"{address}?at={reply.pk}#message-{reply.pk}"
    assert client.get(f"/rooms/lobby/threads/{root.pk}/").status_code == 404
    assert client.get(f"/rooms/garden/threads/{reply.pk}/").status_code == 404


@pytest.mark.parametrize("action", ["settings", "archive", "restore", "leave", "members/add"])
def test_thread_is_not_managed_as_a_room_is(thread, sam, client_of, action):
    client, path = client_of(sam), f"/rooms/{thread.slug}/{action}/"
    answer = client.get(path) if action == "settings" else client.post(path)
    assert answer.status_code == 404


def test_plain_reply_is_stored_and_its_author_follows(root, thread, sam, address, client_of):
    client = client_of(sam)
    assert ">Follow</button>" in html_of(client, address)
    answer = client.post(address, {"body": "In the shed"})
    reply = Message.objects.get(room=thread)
    assert answer.url == f"{address}#message-{reply.pk}"
    assert ">Unfollow</button>" in html_of(client, address)


def test_follow_and_unfollow_without_javascript(thread, sam, address, client_of):
    client = client_of(sam)
    client.post(f"{address}follow/", {"follow": "on"})
    assert thread.memberships.get(user=sam).follows
    client.post(f"{address}follow/", {"follow": ""})
    assert not thread.memberships.get(user=sam).follows


def test_draft_of_a_thread_is_its_own(thread, ana, address, client_of):
    thread.memberships.get(user=ana).keep_draft("In the sh")
    client = client_of(ana)
    assert 'value="In the sh"' in html_of(client, address)
    assert 'value="In the sh"' not in html_of(client, "/rooms/garden/")


def test_replies_are_edited_deleted_and_reacted_to(thread, ana, sam, say, client_of, address):
    reply = say(thread, sam, "In the shed")
    client = client_of(sam)
    assert client.post(f"/messages/{reply.pk}/edit/", {"body": "On the shelf"}).status_code == 302
    client_of(ana).post("/reactions/", {"reaction": f"{reply.pk} 🎉"})
    html = html_of(client, address)
    assert "On the shelf" in html
    assert 'title="Ana Ruiz"' in html
    client.post(f"/messages/{reply.pk}/delete/")
    assert "On the shelf" not in html_of(client, address)


def test_who_has_not_opened_the_thread_may_act_on_its_messages(thread, ana, sam, say, client_of):
    reply = say(thread, ana, "In the shed")
    client = client_of(sam)
    assert client.post("/reactions/", {"reaction": f"{reply.pk} 🎉"}).status_code == 302
    assert client.post(f"/messages/{reply.pk}/delete/").status_code == 302
    assert client.post("/unread/", {"message": reply.pk}).status_code == 302


def test_history_of_a_long_thread_is_read_in_parts(thread, ana, say, address, client_of):
    for number in range(60):
        say(thread, ana, f"number {number}")
    client = client_of(ana)
    html = html_of(client, address)
    assert "number 9<" not in html
    first = Message.objects.get(body="number 10")
    assert f"/rooms/{thread.slug}/older/?before={first.pk}" in html
    assert "number 9<" in html_of(client, f"/rooms/{thread.slug}/older/?before={first.pk}")


# Where threads do not appear


@pytest.mark.parametrize(
    "path", ["/rooms/", "/rooms/?state=direct", "/counters/new/", "/dashboard/rooms/", "/people/"]
)
def test_lists_of_rooms_have_no_threads(thread, sam, say, ana, path, client_of):
    say(thread, ana, "@sam in the shed")
    html = html_of(client_of(sam), path)
    assert thread.slug not in html
    assert f"thread {thread.root_id}" not in html


def test_home_is_no_thread(thread, ana, address, client_of):
    client = client_of(ana)
    client.get(address)
    assert client.get("/").url == "/rooms/garden/"


def test_search_finds_replies_in_the_room_of_the_thread(thread, ana, sam, zoe, say, client_of):
    say(thread, ana, "Behind the watering can")
    for query in ("watering", "in:garden watering"):
        html = html_of(client_of(sam), f"/search/?q={query}")
        assert "<bdi>Garden</bdi>" in html
        assert "watering</mark> can" in html
    for query in ("watering", "in:garden watering", f"in:{thread.slug} watering"):
        assert "watering</mark>" not in html_of(client_of(zoe), f"/search/?q={query}")
    assert "watering</mark>" not in html_of(client_of(sam), "/search/?q=in:lobby watering")


# The outsider, and rights that end


def test_outsider_gets_404_everywhere_and_leaves_nothing(root, thread, ana, zoe, say, client_of):
    reply, client = say(thread, ana, "In the shed"), client_of(zoe)
    own = f"/rooms/garden/threads/{root.pk}/"
    for path in (own, f"/rooms/{thread.slug}/", f"/rooms/{thread.slug}/older/?before={reply.pk}",
                 f"/rooms/{thread.slug}/seen/", f"/messages/{reply.pk}/",
                 f"/messages/{root.pk}/thread/", f"/reply/?message={reply.pk}"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    for path, data in (
        (own, {"body": "Hello"}), (f"{own}follow/", {"follow": "on"}),
        ("/threads/start/", {"message": root.pk}), (f"/rooms/{thread.slug}/", {"body": "Hello"}),
        ("/outbox/", {"room": thread.slug, "page": "p", "outbox": "outbox", "n": 0, "body": "x"}),
        ("/outbox/lines/", {"room": thread.slug}), ("/reactions/", {"reaction": f"{reply.pk} 🎉"}),
        ("/unread/", {"message": reply.pk}),
    ):  # fmt: skip
        assert client.post(path, data).status_code == 404, path
    assert not thread.memberships.filter(user=zoe).exists()
    assert not SentForm.objects.exists()


def test_removed_member_gets_404_at_once(thread, garden, sam, address, client_of):
    client = client_of(sam)
    assert client.get(address).status_code == 200
    garden.remove_member(sam)
    assert client.get(address).status_code == 404
    assert client.post(address, {"body": "Hello"}).status_code == 404
