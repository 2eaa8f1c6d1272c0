"""`make lint` finds what people read in a template and what is not marked for translation."""

import subprocess
import sys

import pytest
from django.conf import settings

from site_config.texts.unmarked import report, unmarked

UNMARKED = {
    "text": ("<p>Good evening</p>", "Good evening"),
    "text of one letter": ("<p>{{ count }} h</p>", "h"),
    "text in another script": ("<p>Привет</p>", "Привет"),
    "text beside a variable": ("<p>Hello {{ name }}!</p>", "Hello !"),
    "text beside an entity": ("<p>Wait&hellip;</p>", "Wait&hellip;"),
    "text beside a name": ("<p>Hearth is here</p>", "Hearth is here"),
    "text beside a marked one": ('<p>{% translate "Yes" %} No</p>', "No"),
    "text in a block": ("{% if a %}Yes{% endif %}", "Yes"),
    "text of the title": ("{% block title %}People{% endblock title %}", "People"),
    "text of a textarea": ("<textarea>Draft</textarea>", "Draft"),
    "text after a tag sign in a value": ('<p hx-target="a > b">Yes</p>', "Yes"),
    "title": ('<p title="Now">', "Now"),
    "aria-label": ('<p aria-label="Rooms">', "Rooms"),
    "placeholder": ('<input placeholder="Message {{ name }}">', "Message"),
    "alt": ("<img alt='A fire'>", "A fire"),
    "hx-confirm": ('<a hx-confirm="Delete it?">', "Delete it?"),
    "attribute with several lines": ('<p title="One\n  two">', "One two"),
    "value of a button": ('<input type="submit" value="Save">', "Save"),
    "description": ('<meta name="description" content="A chat">', "A chat"),
    "string of firstof": ('{% firstof a "Nothing" %}', "Nothing"),
    "string of default": ('{{ a|default:"none" }}', "none"),
    "string of yesno": ('{{ a|yesno:"yes,no" }}', "yes,no"),
    "string of include": ('{% include "a.html" with name="b" words="One" %}', "One"),
    "string of with": ('{% with words="one" %}', "one"),
    "pluralize": ("{{ count|pluralize }}", "pluralize"),
}
MARKED = {
    "translate": '<p>{% translate "Good evening" %}</p>',
    "translate in an attribute": "<p title=\"{% translate 'Now' %}\">",
    "blocktranslate": "<p>{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>",
    "blocktranslate with markup": (
        '{% blocktranslate trimmed %}\n  See <a href="{{ url }}">all</a>\n{% endblocktranslate %}'
    ),
    "blocktranslate in an attribute": (
        '<p title="{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}">'
    ),
    "plural": (
        "{% blocktranslate count n=n %}{{ n }} room{% plural %}{{ n }} rooms{% endblocktranslate %}"
    ),
    "string of firstof": '{% firstof a _("Nothing") %}',
    "string of default": '{{ a|default:_("none") }}',
    "string of include": '{% include "a.html" with words=_("One") %}',
}
NO_LANGUAGE = {
    "no letters": "<p>· 99+ – &nbsp; {{ name }}</p>",
    "name": "<h1>Hearth</h1>",
    "code": "<p><code>manage.py</code><kbd>Enter</kbd></p>",
    "script": "<script>let a = 1</script><style>a { b: c }</style>",
    "comment": "{# one #}<!-- two -->{% comment %}three{% endcomment %}",
    "other attributes": '<p class="panel" data-kind="room" hx-vals=\'{"action": "typing"}\'>',
    "value of a field": '<input type="hidden" name="action" value="post">',
    "viewport": '<meta name="viewport" content="width=device-width">',
    "format of a date": '{{ day|date:"l j F Y" }}{% with at=day|date:"j M" %}',
    "name of a template or an address": '{% include "a.html" with name="b" %}{% url \'room\' %}',
    "block inside of a tag": "{% block socket %}/ws/site/{% endblock socket %}",
}


@pytest.mark.parametrize(("source", "text"), UNMARKED.values(), ids=UNMARKED)
def test_unmarked_text_is_found(source, text):
    assert unmarked(source) == [(1, text)]


@pytest.mark.parametrize("source", MARKED.values(), ids=MARKED)
def test_marked_text_is_not_found(source):
    assert unmarked(source) == []


@pytest.mark.parametrize("source", NO_LANGUAGE.values(), ids=NO_LANGUAGE)
def test_what_is_no_language_is_not_found(source):
    assert unmarked(source) == []


def test_each_line_is_named():
    source = '{# one\n #}<p>\n  Hello\n  {{ name }}</p>\n<p\n  title="Now"\n>\n</p>\nBye\n'
    assert unmarked("{% comment %}\n{% endcomment %}" + source[8:]) == [
        (3, "Hello"),
        (6, "Now"),
        (9, "Bye"),
    ]


def test_report_names_file_line_and_text(tmp_path):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/hello.txt").write_text("\nHello {{ name }}")
    (tmp_path / "style.css").write_text("a { b: c }")
    assert list(report(tmp_path)) == [
        f"{tmp_path}/mail/hello.txt:2: not marked for translation: Hello"
    ]


def test_command_fails_when_a_text_is_not_marked(tmp_path):
    command = [sys.executable, "-m", "site_config.texts.unmarked", str(tmp_path)]
    (tmp_path / "page.html").write_text('{% translate "Hello" %}')
    assert subprocess.run(command, cwd=settings.BASE_DIR).returncode == 0
    (tmp_path / "page.html").write_text("Hello")
    result = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr == f"{tmp_path}/page.html:1: not marked for translation: Hello\n"
