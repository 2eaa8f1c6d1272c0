"""Reactions: one for each person and emoji, shown to everybody alike, replayed after a gap."""

import pytest

from rooms.chat.actions import REACT
from rooms.models import Message, Notification, Reaction
from rooms.models.reaction import MARKED, MOST
from tests import cast
from tests.live_page import later


@pytest.fixture
def message(lobby, ben, say):
    return say(lobby, ben, "Cake in the kitchen")


@pytest.fixture
def react(message):
    """React to the message, as it is now."""

    def toggle(person, emoji="🎉"):
        Message.objects.get(pk=message.pk).reactions.toggle(person.pk, emoji)

    return toggle


def shown(message):
    return [tuple(each) for each in Message.objects.get(pk=message.pk).shown_reactions]


# The verb


def test_person_reacts_and_takes_it_back(message, react, ana, ben):
    react(ana)
    react(ben)
    assert shown(message) == [("🎉", 2, [ana.pk, ben.pk])]
    react(ana)
    assert shown(message) == [("🎉", 1, [ben.pk])]
    react(ben)
    assert shown(message) == []
    assert not Reaction.objects.exists()


def test_emoji_stand_in_the_order_of_their_first_use(message, react, ana, ben):
    for person, emoji in ((ana, "👍"), (ana, "🎉"), (ben, "👍")):
        react(person, emoji)
    assert [emoji for emoji, _, _ in shown(message)] == ["👍", "🎉"]


def test_each_toggle_takes_the_next_number_of_the_room(message, react, ana, lobby):
    react(ana)
    react(ana)
    lobby.refresh_from_db()
    message.refresh_from_db()
    assert (message.change_seq, lobby.seq, message.rest_seq) == (3, 3, 1)
    message.edit("Cake is over")
    assert message.rest_seq == 4
    react(ana)
    message.refresh_from_db()
    assert (message.change_seq, message.rest_seq) == (5, 4)


def test_reactions_go_with_a_deleted_message(message, react, ana, client_of):
    react(ana)
    message.delete_text()
    assert shown(message) == []
    assert not Reaction.objects.exists()
    answer = client_of(ana).post("/reactions/", {"reaction": f"{message.pk} 🎉"})
    assert answer.status_code == 422
    assert "This message was deleted meanwhile." in answer.content.decode()
    assert client_of(ana).get(f"/messages/{message.pk}/react/").status_code == 403


def test_message_takes_no_more_than_that_many_different_emoji(message, react, ana, ben, client_of):
    for number in range(MOST):
        react(ana, chr(0x1F400 + number))
    client = client_of(ben)
    answer = client.post("/reactions/", {"reaction": f"{message.pk} 🎉"})
    assert answer.status_code == 422
    assert f"{MOST} different reactions already" in answer.content.decode()
    assert client.post("/reactions/", {"reaction": f"{message.pk} 🐀"}).status_code == 302
    assert len(shown(message)) == MOST


def test_message_keeps_the_newest_people_and_counts_all(message, react):
    people = [cast.welcome(f"person-{n}", f"Person {n}") for n in range(MARKED + 2)]
    for person in people:
        react(person)
    assert shown(message) == [("🎉", MARKED + 2, [person.pk for person in people[2:]])]


def test_nobody_is_notified_of_a_reaction(message, react, ana):
    react(ana)
    assert not Notification.objects.exists()


# The doors


@pytest.mark.parametrize("text", ["", "x", "🎉🎉", "🎉 🎉", ":tada:", "🏻", "<b>", "☃" * 50])
def test_what_is_not_one_emoji_is_refused_with_words(message, ana, client_of, text):
    answer = client_of(ana).post("/reactions/", {"message": message.pk, "emoji": text})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "That is not an emoji, or more than one." in html or "Choose an emoji first." in html
    assert not Reaction.objects.exists()


def test_emoji_is_the_same_however_a_keyboard_writes_it(message, ana, ben, client_of):
    client_of(ana).post("/reactions/", {"reaction": f"{message.pk} ❤"})
    client_of(ben).post("/reactions/", {"reaction": f"{message.pk} ❤️"})
    assert shown(message) == [("❤️", 2, [ana.pk, ben.pk])]


def test_skin_tones_are_reactions_of_their_own(message, ana, client_of):
    for emoji in ("👍", "👍🏽"):
        client_of(ana).post("/reactions/", {"reaction": f"{message.pk} {emoji}"})
    assert [emoji for emoji, _, _ in shown(message)] == ["👍", "👍🏽"]


def test_plain_reaction_leads_back_to_its_message(message, ana, client_of):
    answer = client_of(ana).post("/reactions/", {"reaction": f"{message.pk} 🎉"})
    assert answer.url == f"/messages/{message.pk}/"


def test_stranger_gets_404_and_leaves_nothing(garden, ana, zoe, say, client_of):
    theirs = say(garden, ana)
    answer = client_of(zoe).post("/reactions/", {"reaction": f"{theirs.pk} 🎉"})
    assert answer.status_code == 404
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("reaction", ["", "🎉", "0 🎉", "-1 🎉", f"{10**30} 🎉", "one 🎉"])
def test_reaction_to_no_message_is_404(ana, lobby, client_of, reaction):
    assert client_of(ana).post("/reactions/", {"reaction": reaction}).status_code == 404


def test_nobody_reacts_in_an_archived_room(message, ana, lobby, client_of, react):
    lobby.archive()
    client = client_of(ana)
    answer = client.post("/reactions/", {"reaction": f"{message.pk} 🎉"})
    assert answer.status_code == 403
    assert "This room is archived" in answer.content.decode()
    assert client.get(f"/messages/{message.pk}/react/").status_code == 403


def test_room_that_is_archived_meanwhile_takes_no_reaction(message, ana, lobby):
    message.room.archived_at = None
    lobby.archive()
    with pytest.raises(Exception, match="This room is archived"):
        message.reactions.toggle(ana.pk, "🎉")
    assert not Reaction.objects.exists()


# What is shown


def html_of(client, slug="lobby"):
    return client.get(f"/rooms/{slug}/").content.decode()


def test_button_says_who_reacted_and_counts(message, react, ana, ben, client_of):
    react(ana)
    react(ben)
    html = html_of(client_of(ana))
    assert f'data-people="{ana.pk} {ben.pk}" title="Ana Ruiz, Ben Okafor"' in html
    assert "🎉 from Ana Ruiz, Ben Okafor</span>" in html
    assert '<span aria-hidden="true">2</span>' in html


def test_ten_are_named_and_the_others_counted(message, react, ana, client_of):
    for number in range(12):
        react(cast.welcome(f"person-{number}", f"Person {number}"))
    html = html_of(client_of(ana))
    assert 'Person 8, Person 9 and 2 more"' in html
    assert "Person 10" not in html


def test_own_reaction_is_marked_by_the_viewers_styles(ana, client_of):
    css = client_of(ana).get("/viewer.css").content.decode()
    assert f'.reaction[data-people~="{ana.pk}"]' in css


def test_name_with_markup_stays_text(message, react, lobby, ana, client_of):
    react(cast.welcome("eve", '"><b>Eve'))
    assert "&quot;&gt;&lt;b&gt;Eve" in html_of(client_of(ana))


def test_deactivated_person_keeps_the_reaction(message, react, ana, ben, client_of):
    react(ana)
    ana.deactivate()
    assert 'title="Ana Ruiz"' in html_of(client_of(ben))


# Pushes

live = pytest.mark.django_db(transaction=True)


@live
async def test_reaction_reaches_open_pages_without_the_message(
    open_page, message, lobby, ana, ben, cursor_of
):
    cursor = await later(cursor_of, lobby)
    pages = [await open_page(person, "lobby", cursor) for person in (ana, ben)]
    for page in pages:
        await page.drain()
        page.frames.clear()
    await pages[0].act("react", reaction=f"{message.pk} 🎉")
    for page in pages:
        await page.until('title="Ana Ruiz"')
        assert "Cake in the kitchen" not in "".join(page.frames)
        page.frames.clear()
    await pages[0].act("react", message=message.pk, emoji="🎉")
    for page in pages:
        await page.until(f"innerHTML:#message-{message.pk} .reactions, body:not(:has(#message")
        assert "🎉" not in "".join(page.frames)


@live
async def test_page_that_was_away_gets_the_present_reactions(
    open_page, message, react, lobby, ana, ben, cursor_of
):
    cursor = await later(cursor_of, lobby)
    for person, emoji in ((ana, "🎉"), (ben, "🎉"), (ana, "🎉"), (ana, "👍")):
        await later(react, person, emoji)
    page = await open_page(ana, "lobby", cursor)
    await page.until('title="Ana Ruiz"')
    frame = "".join(page.frames)
    assert frame.count('title="Ben Okafor"') == 1
    assert "Cake" not in frame


@live
async def test_page_that_missed_an_edit_and_a_reaction_gets_both(
    open_page, message, react, lobby, ana, cursor_of
):
    cursor = await later(cursor_of, lobby)
    await later(message.edit, "Cake is over")
    await later(react, ana)
    page = await open_page(ana, "lobby", cursor)
    await page.until('title="Ana Ruiz"')
    assert "Cake is over<small" in "".join(page.frames)


@live
async def test_refused_reaction_says_why(open_page, message, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.act("react", message=message.pk, emoji="nothing")
    await page.until("That is not an emoji, or more than one.")


# What it costs


def test_page_reads_the_names_at_all_new_reactions_in_one_query(
    lobby, ana, ben, say, client_of, queries_of
):
    client, messages = client_of(ana), [say(lobby, ben, f"number {number}") for number in range(5)]
    html_of(client)
    warm = queries_of(client, "/rooms/lobby/")
    for message in messages:
        for person, emoji in ((ana, "🎉"), (ben, "👍")):
            message.reactions.toggle(person.pk, emoji)
    assert queries_of(client, "/rooms/lobby/") == warm + len(["changed messages", "names"])
    assert queries_of(client, "/rooms/lobby/") == warm


def test_toggle_takes_the_same_queries_however_many_have_reacted(
    message, react, ana, django_assert_num_queries
):
    for number in range(12):
        react(cast.welcome(f"person-{number}", f"Person {number}"))
    with django_assert_num_queries(10):
        message.reactions.toggle(ana.pk, "🎉")


def test_rate_holds_for_reactions():
    assert (REACT.rate.times, REACT.rate.seconds) == (60, 10)
