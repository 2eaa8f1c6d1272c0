"""A template that is rendered once for each shape, whatever is put into its slots."""

import pytest
from django.utils.safestring import mark_safe

from rooms.live import template_slots
from rooms.live.audience import audience_of
from rooms.live.template_slots import fill as fill_for
from rooms.models import Room

TEMPLATES = {
    "greeting.html": "{% if is_late %}Good evening{% else %}Hello{% endif %} {{ who }}, {{ who }}!",
    "nested.html": "{{ sidebar.rooms }}|{% if sidebar.is_staff %}staff{% endif %}",
    "asking.html": "{% if who %}Hello{% endif %}",
    "form.html": "{% csrf_token %}",
    "empty.html": "",
    "percent.html": "100 % of {{ who }} %(who)s",
    "language.html": "{% load i18n %}{% get_current_language as now %}{{ now }} {{ who }}",
}

BRITISH = audience_of("en-gb", "UTC")


def fill(template, shape, slots, audience=BRITISH):
    return fill_for(template, audience, shape, slots)


@pytest.fixture(autouse=True)
def templates(settings):
    (options,) = settings.TEMPLATES
    loader = ("django.template.loaders.locmem.Loader", TEMPLATES)
    rest = {key: value for key, value in options["OPTIONS"].items() if key != "loaders"}
    settings.TEMPLATES = [options | {"APP_DIRS": False, "OPTIONS": rest | {"loaders": [loader]}}]
    template_slots.forget()
    yield
    template_slots.forget()


def test_slots_are_filled_anew_and_the_template_is_rendered_once(rendered):
    shape = {"is_late": False}
    assert fill("greeting.html", shape, {"who": "Ana"}) == "Hello Ana, Ana!"
    assert fill("greeting.html", shape, {"who": "Ben"}) == "Hello Ben, Ben!"
    assert rendered == ["greeting.html"]


def test_another_shape_is_another_rendering():
    assert fill("greeting.html", {"is_late": False}, {"who": "Ana"}) == "Hello Ana, Ana!"
    assert fill("greeting.html", {"is_late": True}, {"who": "Ana"}) == "Good evening Ana, Ana!"


def test_text_in_a_slot_is_escaped_and_html_is_not():
    shape = {"is_late": False}
    assert fill("greeting.html", shape, {"who": "<i>"}) == "Hello &lt;i&gt;, &lt;i&gt;!"
    assert fill("greeting.html", shape, {"who": mark_safe("<i>")}) == "Hello <i>, <i>!"


def test_what_looks_like_a_slot_stays_text():
    """Neither in a slot nor in a shape can anybody write the mark of another slot."""
    assert fill("greeting.html", {"is_late": False}, {"who": "{{ who }} <who>"}).count("who") == 4
    shape = {"sidebar.is_staff": False, "sidebar.rooms": f"<{'0' * 16} who>"}
    assert "&lt;" in fill("nested.html", shape, {"who": "Ana"})


def test_a_name_with_a_dot_is_looked_up_as_templates_do():
    shape, given = {"sidebar.is_staff": True}, {"sidebar.rooms": "Lobby"}
    assert fill("nested.html", shape, given) == "Lobby|staff"


def test_the_shape_comes_before_a_slot_of_the_same_name():
    given = {"sidebar.rooms": "Lobby", "sidebar.is_staff": False}
    assert fill("nested.html", {"sidebar.is_staff": False}, given) == "Lobby|"


def test_a_template_that_asks_about_a_slot_fails_and_names_it():
    with pytest.raises(TypeError, match="slot who"):
        fill("asking.html", {}, {"who": "Ana"})


def test_a_model_is_no_shape_as_it_stays_the_same_when_it_changes():
    with pytest.raises(TypeError, match="is_late"):
        fill("greeting.html", {"is_late": Room(pk=1)}, {"who": "Ana"})


def test_the_token_of_a_form_is_that_of_each_visitor():
    assert 'value="one"' in fill("form.html", {}, {"csrf_token": "one"})
    assert 'value="two"' in fill("form.html", {}, {"csrf_token": "two"})


def test_a_template_without_slots_is_itself():
    assert fill("empty.html", {}, {"who": "Ana"}) == ""


def test_a_percent_sign_is_one():
    assert fill("percent.html", {}, {"who": "50 %s"}) == "100 % of 50 %s %(who)s"


def test_each_language_has_its_own():
    for language in ("en-gb", "en-us", "en-gb"):
        audience = audience_of(language, "UTC")
        assert fill("language.html", {}, {"who": "Ana"}, audience) == f"{language} Ana"


def test_while_templates_are_worked_on_nothing_is_kept(settings, rendered):
    settings.DEBUG = True
    for _ in range(2):
        fill("greeting.html", {"is_late": False}, {"who": "Ana"})
    assert rendered == ["greeting.html", "greeting.html"]
