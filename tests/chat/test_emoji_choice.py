"""Which texts are one emoji, and which are found by which words."""

import pytest
from emoji import EMOJI_DATA, STATUS
from hypothesis import given
from hypothesis import strategies as st

from rooms.chat.emoji_choice import COMMON, QUICK, SHOWN, find, name_of, qualified

FULL = [text for text, data in EMOJI_DATA.items() if data["status"] == STATUS["fully_qualified"]]


@given(st.sampled_from(FULL))
def test_each_emoji_has_one_full_form_and_is_found_by_its_name(emoji):
    assert qualified(emoji) == qualified(emoji.replace("\ufe0f", "")) == emoji
    found = find(name_of(emoji))
    assert found.has_more or emoji in dict(found.emoji)


@given(st.text(max_size=60))
def test_any_search_finds_a_bounded_number(text):
    found = find(text)
    assert len(found.emoji) <= SHOWN
    assert all(qualified(emoji) == emoji for emoji, _ in found.emoji)


def test_common_ones_come_first_and_are_all_emoji():
    assert [emoji for emoji, _ in find(" ").emoji] == list(COMMON)
    assert COMMON[: len(QUICK)] == QUICK
    assert all(map(qualified, COMMON))
    assert len(set(COMMON)) == len(COMMON)


@pytest.mark.parametrize(
    ("text", "first"),
    [("tada", "🎉"), (":tada:", "🎉"), ("PARTY pop", "🎉"), ("thumbs", "👍"), ("❤", "❤️")],
)
def test_most_likely_one_comes_first(text, first):
    assert find(text).emoji[0][0] == first


def test_skin_tones_come_after_all_others():
    names = [name for _, name in find("thumbs").emoji]
    assert names[:2] == ["thumbs up", "thumbs down"]
    assert all("skin tone" in name for name in names[2:])


def test_page_asks_for_the_choice_or_for_what_a_search_finds(lobby, ana, say, client_of):
    client, path = client_of(ana), f"/messages/{say(lobby, ana, 'Cake').pk}/react/"
    choice = client.get(path, headers={"hx-request": "true"}).content.decode()
    assert choice.count('name="reaction"') == len(COMMON)
    found = client.get(path, {"q": "tada"}, headers={"hx-request": "true"}).content.decode()
    assert found.startswith('<div id="emoji-found"')
    assert found.count('name="reaction"') == 1
    assert "1 emoji found</div>" in found
    assert client.get(path, {"q": "x" * 1000}).status_code == 200
