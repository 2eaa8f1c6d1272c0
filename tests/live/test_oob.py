"""Out-of-band swaps: what htmx is told about each element of a push."""

import re

import pytest
from django.conf import settings
from django.utils.safestring import mark_safe

from rooms.live import oob
from tests.conversation import Frame


def test_replace_marks_the_root_and_nothing_inside():
    html = oob.replace(mark_safe('<span id="a"><b id="c">x</b></span>'))
    assert html == '<span hx-swap-oob="true" id="a"><b id="c">x</b></span>'


def test_replace_inside_falls_back_on_the_sink():
    html = oob.replace_inside("#a .b", "<i>x</i>")
    assert 'hx-swap-oob="innerHTML:#a .b, body:not(:has(#a .b)) #sink"' in html
    assert "&lt;i&gt;x&lt;/i&gt;" in html


def test_replace_inside_asks_for_another_selector_where_has_cannot_be_nested():
    html = oob.replace_inside(".field:has(#a)", "", present="#a")
    assert 'hx-swap-oob="innerHTML:.field:has(#a), body:not(:has(#a)) #sink"' in html


@pytest.mark.parametrize(
    "push",
    [
        oob.EMPTY_SINK,
        oob.fill("notice", "text"),
        oob.append_once("messages", "message-1", mark_safe("<li>x</li>")),
        oob.insert_before("#message-1", mark_safe("<li>x</li>")),
        oob.replace_inside("#a", "x"),
        oob.replace(mark_safe('\n  <input id="cursor">')),
    ],
)
def test_every_push_says_where_each_element_goes(push):
    assert "hx-swap-oob" in push
    assert Frame(push).without_oob == []


def test_frame_without_a_target_is_noticed():
    assert Frame('<p hx-swap-oob="true"></p><p id="b"><i></i></p>').without_oob == ['<p id="b">']


def test_no_other_module_and_no_template_writes_the_attribute():
    sources = [
        *settings.BASE_DIR.glob("rooms/**/*.py"),
        *settings.BASE_DIR.glob("dashboard/**/*.py"),
    ]
    sources += settings.BASE_DIR.glob("templates/**/*.html")
    writing = [path for path in sources if re.search("hx-swap-oob=|hx_swap_oob", path.read_text())]
    assert [path.name for path in writing] == ["oob.py"]
