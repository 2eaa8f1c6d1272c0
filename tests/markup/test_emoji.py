"""Emoji: written by name, and larger where they are alone."""

import pytest

from rooms.markup import to_html

LARGER = '<span class="emoji">{}</span>'


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Done :tada:", "Done 🎉"),
        ("(:+1:) :thumbs_up:", "(👍) 👍"),
        ("完成:tada:", "完成🎉"),
        ("**:heart:**", "<strong>❤️</strong>"),
        ("`:tada:` \\:tada:", "<code>:tada:</code> :tada:"),
        (":no_such_name: :Tada: : tada:", ":no_such_name: :Tada: : tada:"),
        ("10:100:20 a:b:c std::map::iterator", "10:100:20 a:b:c std::map::iterator"),
    ],
)
def test_name_between_colons_is_an_emoji(text, result):
    assert to_html(text) == result


def test_name_in_an_address_is_none():
    assert ">https://example.org/:tada:</a>" in to_html("https://example.org/:tada:")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🎉", "🎉"),
        ("🎉 👍🏽\n👩‍👩‍👧‍👦", "🎉 👍🏽\n👩‍👩‍👧‍👦"),
        (":tada::+1:", "🎉👍"),
        (":tada: 🎉", "🎉 🎉"),
    ],
)
def test_message_of_emoji_alone_is_larger(text, shown):
    assert to_html(text) == LARGER.format(shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🎉 a",
        "a 🎉",
        ":tada: a",
        "**🎉**",
        "- 🎉",
        "`🎉`",
        "🎉 `a`",
        "🎉" * 61,
        "1",
        "完成",
        "→",
        "…",
    ],
)
def test_message_of_something_else_is_not_larger(text):
    assert "emoji" not in to_html(text)
