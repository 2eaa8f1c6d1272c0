"""Templates are laid out to be read; the loader strips that layout and touches no value."""

import re

import pytest
from django.conf import settings as site_settings
from django.template import engines
from django.template.loader import get_template, render_to_string

from site_config.template_loader import strip_layout

FOLDER = site_settings.BASE_DIR / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
MAX_LINE = 120
LINES = "a\n   b\n"

STRIPPED = {
    "between tags": ("<ul>\n  <li>a</li>\n\n  <li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
    "between a tag and a block": ("<p>\n  {% if a %}\n  <b>", "<p>{% if a %}<b>"),
    "between blocks": ("{% if a %}\n  {% csrf_token %}\n", "{% if a %}{% csrf_token %}"),
    "beside a comment": ("{# a #}\n<p>\n{# b #}\n</p>", "{# a #}<p>{# b #}</p>"),
    "around a text": ("<p>\n  Hello\n</p>", "<p>Hello</p>"),
    "around a variable": ("<p>\n  {{ a }}\n</p>", "<p>{{ a }}</p>"),
    "around the text of a block": (
        "{% if a %}\n  Hello\n{% endif %}",
        "{% if a %}Hello{% endif %}",
    ),
    "after a block, before text": ("{% endif %}\n  Hello", "{% endif %}Hello"),
    "at both ends": ("\n<p>\n", "<p>"),
    "after the doctype": ("<!doctype html>\n<html>", "<!doctype html><html>"),
    "between void elements": ("<input>\n<input>\n</p>", "<input><input></p>"),
    "in SVG": (
        "<svg>\n  <path d=''/>\n  <path d=''/>\n</svg>",
        "<svg><path d=''/><path d=''/></svg>",
    ),
    "before the end of a tag": ('<p\n  id="a"\n>', '<p id="a">'),
}
ONE_SPACE = {
    "between texts": ("<p>One\n  two {{ a }}\n  {{ b }}</p>", "<p>One two {{ a }} {{ b }}</p>"),
    "from text to an opening tag": ("One\n  <b>two</b>", "One <b>two</b>"),
    "from a closing tag to text": ("<b>One</b>\n  two", "<b>One</b> two"),
    "from a void element to text": ("<input>\n  {{ a }}", "<input> {{ a }}"),
    "from text to a void element": ("Name\n  <input>", "Name <input>"),
    "with Windows lines": ("One \r\n\r\n two", "One two"),
    "between attributes": ('<p\n  id="a"\n  class="b">', '<p id="a" class="b">'),
    "around a block of attributes": (
        '<input\n  name="x"\n  {% if y %}checked{% endif %}\n>',
        '<input name="x" {% if y %}checked{% endif %}>',
    ),
    "before an attribute in a block": (
        "<a\n  href='x'\n  {% if y %}\n    hidden\n  {% endif %}\n>",
        "<a href='x' {% if y %} hidden {% endif %}>",
    ),
    "in an attribute's value": ('<p class="a\n    b">\n', '<p class="a b">'),
    "in the tag of a textarea": (
        '<textarea\n  id="a"\n  rows="3"\n>\n a\n</textarea>\n<p>',
        '<textarea id="a" rows="3">\n a\n</textarea><p>',
    ),
}
KEPT = {
    "spaces in a line": "<b>a</b> <i>b</i>{% if a %} c{% endif %}  d ",
    "spaces in a value": '<p title="a  b" hx-target="closest .a > b">',
    "a tag sign in a value": """<p title="a > b" data-a='{"b": "<c>"}'> d</p>""",
    "a tag sign in a block": "<p {% if a > b %} hidden{% endif %}> {% if a < b %} c{% endif %}",
    "a textarea": "<textarea>\n{{ a }}\n  b </textarea>",
    "preformatted text": "<pre>\n a\n   <b>b</b>\n</pre>",
    "a text to translate": "{% blocktranslate trimmed %}\n  One\n  two\n{% endblocktranslate %}",
    "a no-break space": "a\N{NO-BREAK SPACE}{{ b }}",
}


def cases(table):
    return pytest.mark.parametrize("case", table.values(), ids=table)


@cases(STRIPPED)
def test_layout_is_dropped(case):
    source, expected = case
    assert strip_layout(source) == expected


@cases(ONE_SPACE)
def test_layout_becomes_one_space(case):
    source, expected = case
    assert strip_layout(source) == expected


@cases(KEPT)
def test_other_white_space_is_kept(case):
    assert strip_layout(case) == case


@pytest.fixture
def folder(tmp_path, settings):
    """A folder whose templates are found after ours."""
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [first | {"DIRS": [*first["DIRS"], tmp_path]}, *others]
    return tmp_path


@pytest.mark.parametrize("element", ["div", "textarea", "pre"])
def test_rendered_lines_and_indents_survive(folder, element):
    (folder / "lines.html").write_text(f"<{element}>{{{{ body }}}}</{element}>\n")
    assert render_to_string("lines.html", {"body": LINES}) == f"<{element}>{LINES}</{element}>"


def test_rendered_lines_survive_in_a_layout(folder):
    (folder / "lines.html").write_text("<div>\n  {{ body }}\n</div>\n")
    assert render_to_string("lines.html", {"body": LINES}) == f"<div>{LINES}</div>"


def test_only_markup_is_stripped(folder):
    (folder / "lines.css").write_text("a { b: c; }\n\nd { e: f; }\n")
    assert render_to_string("lines.css") == "a { b: c; }\n\nd { e: f; }\n"


def test_templates_of_django_are_not_stripped():
    template = get_template("admin/base.html").template
    path = template.origin.name
    with open(path, encoding="utf-8") as file:
        assert template.source == file.read()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_stripping_keeps_all_but_white_space(path):
    source = path.read_text()
    stripped = strip_layout(source)
    assert "".join(stripped.split()) == "".join(source.split())
    assert strip_layout(stripped) == stripped
    engines["django"].from_string(stripped)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_templates_are_laid_out_to_be_read(path):
    source = path.read_text()
    assert max(map(len, source.splitlines())) <= MAX_LINE
    assert "\t" not in source
    assert not re.search(r"[ \t]$", source, re.M)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_templates_have_no_inline_code_and_no_swaps(path):
    """The content security policy forbids inline code; rooms/live/oob.py writes all swaps."""
    source = path.read_text()
    assert not re.search(r"<(?:style|script)\b|\s(?:style|on[a-z]+)=", source)
    assert "hx-on" not in source
    assert "hx-swap-oob" not in source
