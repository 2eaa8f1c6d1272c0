"""`manage.py texts` finds all marked texts and writes the catalogue, the same each time."""

from io import StringIO

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.utils import translation

from site_config.management.commands import texts as command
from site_config.texts.catalogue import catalogue_files, texts_of_python, texts_of_template

IN_PYTHON = {
    "_": ('_("One")', ("One", None)),
    "gettext": ('gettext("One")', ("One", None)),
    "gettext_lazy": ('gettext_lazy("One")', ("One", None)),
    "ngettext": ('ngettext("%(n)s day", "%(n)s days", n)', (("%(n)s day", "%(n)s days"), None)),
    "ngettext_lazy": ('ngettext_lazy("day", "days", "n")', (("day", "days"), None)),
    "pgettext": ('pgettext("room", "New")', ("New", "room")),
    "pgettext_lazy": ('pgettext_lazy("room", "New")', ("New", "room")),
    "npgettext": ('npgettext("c", "day", "days", n)', (("day", "days"), "c")),
    "npgettext_lazy": ('npgettext_lazy("c", "day", "days", n)', (("day", "days"), "c")),
    "several lines": (
        'def a():\n    return _(\n        "One "\n        "two"\n    )',
        ("One two", None),
    ),
}
IN_TEMPLATES = {
    "translate": ('<p>{% translate "One" %}</p>', ("One", None)),
    "attribute": ("<p title=\"{% translate 'One' %}\">", ("One", None)),
    "context": ('{% translate "New" context "room" %}', ("New", "room")),
    "variable": ("{% blocktranslate %}Hi {{ who }}{% endblocktranslate %}", ("Hi %(who)s", None)),
    "several lines": (
        "<p>\n    {% blocktranslate trimmed %}\n      One\n      <b>two</b>\n"
        "    {% endblocktranslate %}\n</p>",
        ("One <b>two</b>", None),
    ),
    "plural": (
        "{% if a %}\n  {% blocktranslate trimmed count n=a %}\n    {{ n }} day\n  {% plural %}\n"
        "    {{ n }} days\n  {% endblocktranslate %}\n{% endif %}",
        (("%(n)s day", "%(n)s days"), None),
    ),
    "percent": ("{% blocktranslate %}50 % of it's{% endblocktranslate %}", ("50 %% of it's", None)),
    "string of firstof": ('{% firstof a _("None") %}', ("None", None)),
    "string of include": ('{% include "a.html" with words=_("One") %}', ("One", None)),
    "string of default": ('{{ at|date:"j M"|default:_("none yet") }}', ("none yet", None)),
}


@pytest.mark.parametrize(("source", "text"), IN_PYTHON.values(), ids=IN_PYTHON)
def test_text_of_python_is_found(source, text):
    assert list(texts_of_python(source)) == [text]


@pytest.mark.parametrize(("source", "text"), IN_TEMPLATES.values(), ids=IN_TEMPLATES)
def test_text_of_a_template_is_found(source, text):
    assert list(texts_of_template(source)) == [text]


@pytest.mark.parametrize("source", ['print("One")', "<p>One</p>", '{% url "one" %}'])
def test_other_text_is_not_found(source):
    assert list(texts_of_template(source)) == []
    assert list(texts_of_python("print('One')")) == []


@pytest.fixture
def folder(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path / "en/LC_MESSAGES"


def texts(*args):
    out = StringIO()
    call_command("texts", *args, stdout=out)
    return out.getvalue().strip()


def ids(po):
    return [message.id for message in read_po(StringIO(po))]


def test_command_writes_the_catalogue_and_its_compiled_form(folder):
    assert texts() == "Texts: django.po and django.mo written."
    with (folder / "django.po").open("rb") as file:
        catalogue = read_po(file)
    assert catalogue["Go to your rooms"].string == "Go to your rooms"
    assert catalogue.get("New", context="room").string == "New"
    assert catalogue["%(n)s entry"].string == ("%(n)s entry", "%(n)s entries")
    with translation.override("en-us"):
        assert translation.gettext("Go to your rooms") == "Go to your rooms"
    assert texts() == "Texts: up to date."


def test_catalogue_is_sorted_and_says_nothing_that_changes_by_itself(folder):
    po = catalogue_files()[folder / "django.po"].decode()
    assert po == catalogue_files()[folder / "django.po"].decode()
    header = po.partition("\n\n")[0]
    assert "Date" not in header
    assert "Babel" not in header
    assert "#:" not in po
    names = [text if isinstance(text, str) else text[0] for text in ids(po)]
    assert names == sorted(names)


def test_check_fails_while_a_file_is_missing_or_stale(folder):
    def is_stale():
        with pytest.raises(CommandError, match=r"stale: run `manage.py texts`\.$"):
            texts("--check")
        return True

    assert is_stale()
    assert not folder.exists()
    texts()
    for file in (folder / "django.po", folder / "django.mo"):
        right = file.read_bytes()
        file.write_bytes(b"")
        assert is_stale()
        file.unlink()
        assert is_stale()
        file.write_bytes(right)
    assert texts("--check") == "Texts: up to date."


def test_command_without_babel_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(command, "catalogue_files", None)
    with pytest.raises(CommandError, match=r"pip install -r requirements-dev\.txt"):
        texts("--check")


def test_texts_of_several_lines_in_templates_are_trimmed():
    """The loader leaves them as they are, so layout would become part of the text."""
    for path in site_settings.BASE_DIR.glob("templates/**/*.html"):
        for text, _ in texts_of_template(path.read_text()):
            assert "\n" not in "".join(text), path
