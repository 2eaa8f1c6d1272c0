"""A template is rendered once per variant; its slots are filled on each call."""

from unittest.mock import patch

import pytest
from django.utils.safestring import mark_safe

from rooms.live.audience import audience_of
from rooms.live.fragments import fragments
from rooms.live.template_slots import render_with_slots
from rooms.models import Room

TEMPLATES = {
    "greeting.html": "{% if is_late %}Good evening{% else %}Hello{% endif %} {{ who }}, {{ who }}!",
    "nested.html": "{{ sidebar.rooms }}|{% if sidebar.is_staff %}staff{% endif %}",
    "form.html": "{% csrf_token %}",
    "empty.html": "",
    "percent.html": "100 % of {{ who }} %(who)s",
    "sentence.html": "{% load i18n %}{% blocktranslate %}Hello {{ who }}{% endblocktranslate %}",
    "language.html": "{% load i18n %}{% get_current_language as now %}{{ now }} {{ who }}",
}

MISUSES = [
    *("{% if who %}yes{% endif %}", "{% if who == 'Ana' %}yes{% endif %}"),
    *("{% if 'Ana' in who %}yes{% endif %}", "{% if who > 'Ana' %}yes{% endif %}"),
    *("{% for letter in who %}{{ letter }}{% endfor %}", "{{ who.0 }}", "{{ who.name }}"),
    *("{{ who|length }}", "{{ who|upper }}", "{{ who|default:'nobody' }}", "{{ who|slice:':2' }}"),
    *("{{ who|add:'s' }}", "{{ who|date }}", "{{ who|truncatechars:3 }}", "{{ who|safe }}"),
    "{% firstof who 'nobody' %}",
    "{% regroup who by name as names %}{% for name in names %}{{ name }}{% endfor %}",
]

BRITISH = audience_of("en-gb", "UTC")


def render(template, variant, slots, audience=BRITISH):
    return render_with_slots(template, audience, variant, slots)


def templates_with(misuse):
    return patch.dict(TEMPLATES, {"misuse.html": misuse})


@pytest.fixture(autouse=True)
def templates(settings):
    (options,) = settings.TEMPLATES
    loader = ("django.template.loaders.locmem.Loader", TEMPLATES)
    rest = {key: value for key, value in options["OPTIONS"].items() if key != "loaders"}
    settings.TEMPLATES = [options | {"APP_DIRS": False, "OPTIONS": rest | {"loaders": [loader]}}]
    fragments.clear()
    yield
    fragments.clear()


def test_template_is_rendered_once_and_its_slots_are_filled_on_each_call(rendered):
    variant = {"is_late": False}
    assert render("greeting.html", variant, {"who": "Ana"}) == "Hello Ana, Ana!"
    assert render("greeting.html", variant, {"who": "Ben"}) == "Hello Ben, Ben!"
    assert rendered == ["greeting.html"]


def test_another_variant_is_rendered_separately():
    assert render("greeting.html", {"is_late": False}, {"who": "Ana"}) == "Hello Ana, Ana!"
    assert render("greeting.html", {"is_late": True}, {"who": "Ana"}) == "Good evening Ana, Ana!"


def test_slot_escapes_text_but_not_html():
    variant = {"is_late": False}
    assert render("greeting.html", variant, {"who": "<i>"}) == "Hello &lt;i&gt;, &lt;i&gt;!"
    assert render("greeting.html", variant, {"who": mark_safe("<i>")}) == "Hello <i>, <i>!"


def test_text_that_imitates_a_slot_stays_text():
    """No text in a slot or a variant can forge the mark of another slot."""
    assert render("greeting.html", {"is_late": False}, {"who": "{{ who }} <who>"}).count("who") == 4
    variant = {"sidebar.is_staff": False, "sidebar.rooms": f"<{'0' * 16} who>"}
    assert "&lt;" in render("nested.html", variant, {"who": "Ana"})


def test_slot_with_a_dotted_name_is_looked_up_as_in_templates():
    variant, slots = {"sidebar.is_staff": True}, {"sidebar.rooms": "Lobby"}
    assert render("nested.html", variant, slots) == "Lobby|staff"


def test_variant_overrides_a_slot_of_the_same_name():
    slots = {"sidebar.rooms": "Lobby", "sidebar.is_staff": False}
    assert render("nested.html", {"sidebar.is_staff": False}, slots) == "Lobby|"


@pytest.mark.parametrize("use", MISUSES)
def test_template_that_does_more_than_show_a_slot_raises_a_type_error_that_names_it(use):
    with pytest.raises(TypeError, match="slot who"), templates_with(use):
        render("misuse.html", {}, {"who": "Ana"})


def test_slot_may_be_part_of_a_translated_sentence():
    assert render("sentence.html", {}, {"who": "<Ana> 5 %"}) == "Hello &lt;Ana&gt; 5 %"


def test_model_in_a_variant_raises_a_type_error():
    with pytest.raises(TypeError, match="is_late"):
        render("greeting.html", {"is_late": Room(pk=1)}, {"who": "Ana"})


def test_form_gets_the_csrf_token_of_each_visitor():
    assert 'value="one"' in render("form.html", {}, {"csrf_token": "one"})
    assert 'value="two"' in render("form.html", {}, {"csrf_token": "two"})


def test_template_without_slots_renders_unchanged():
    assert render("empty.html", {}, {"who": "Ana"}) == ""


def test_percent_sign_stays_literal():
    assert render("percent.html", {}, {"who": "50 %s"}) == "100 % of 50 %s %(who)s"


def test_each_language_gets_its_own_rendering():
    for language in ("en-gb", "en-us", "en-gb"):
        audience = audience_of(language, "UTC")
        assert render("language.html", {}, {"who": "Ana"}, audience) == f"{language} Ana"


def test_debug_mode_renders_the_template_on_each_call(settings, rendered):
    settings.DEBUG = True
    for _ in range(2):
        render("greeting.html", {"is_late": False}, {"who": "Ana"})
    assert rendered == ["greeting.html", "greeting.html"]
