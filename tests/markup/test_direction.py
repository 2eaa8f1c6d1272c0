"""Text in either direction: what people write says its own, and names keep to theirs."""

import re

import pytest

pytestmark = pytest.mark.django_db

NAME = "دانا"


@pytest.fixture
def page(client_of, lobby, ana, ben, say):
    lobby.rename(NAME, NAME)
    ben.display_name = NAME
    ben.save()
    say(lobby, ben, f"{NAME} @ana\n- {NAME}\n> {NAME}\n```\n{NAME}\n```")
    return client_of(ana).get("/rooms/lobby/").content.decode()


def test_message_and_its_blocks_say_their_direction(page):
    body = re.search(r'<div class="message__body" dir="auto">.*?</div>', page, re.S)[0]
    found = re.findall(r'<(ul|blockquote|pre)[^>]* dir="(\w+)"', body)
    assert found == [("ul", "auto"), ("blockquote", "auto"), ("pre", "ltr")]


def test_names_are_isolated(page):
    assert f'class="place__name"><bdi>{NAME}</bdi>' in page
    assert re.search(rf'class="message__author"><bdi><a [^>]*>{NAME}</a></bdi>', page)
    assert f'class="header__purpose" dir="auto">{NAME}<' in page


def test_boxes_to_write_in_take_their_direction_from_the_text(page, client_of, ben):
    assert 'class="composer__box" name="body" dir="auto"' in page
    message = re.search(r'id="message-(\d+)"', page)[1]
    form = client_of(ben).get(f"/messages/{message}/edit/").content.decode()
    assert '<textarea name="body" rows="3" dir="auto"' in form
