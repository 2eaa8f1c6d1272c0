"""The catalogue of the texts that people read, as they stand in templates and Python."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from django.conf import settings
from django.utils.translation.template import templatize

APPS = ("rooms", "dashboard", "site_config")
ARGUMENTS = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS = {"_": None, "gettext_noop": None} | {
    f"{name}{suffix}": where for name, where in ARGUMENTS.items() for suffix in ("", "_lazy")
}
COMMENT = "# The texts of Hearth, written by `manage.py texts`."
PO_OPTIONS = {"no_location": True, "sort_output": True, "width": 0}
FOLDER = Path("en", "LC_MESSAGES")


class EnglishCatalogue(Catalog):
    """Each text is its own translation, so that no catalogue of Django gives it another one.

    The header has no date and no version: the file changes when a text does, and only then.
    """

    mime_headers = [
        ("Language", "en"),
        ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit\n"),
    ]


def catalogue_files() -> dict[Path, bytes]:
    """The catalogue and its compiled form: {path: content}."""
    folder = Path(settings.LOCALE_PATHS[0]) / FOLDER
    catalogue = _catalogue(settings.BASE_DIR)
    return {
        folder / "django.po": _written(write_po, catalogue, **PO_OPTIONS),
        folder / "django.mo": _written(write_mo, catalogue),
    }


def texts_of_python(source: str) -> Iterator[tuple]:
    """(text or texts, context) of each call of gettext or its relatives."""
    for _, text, _, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        yield text, context


def texts_of_template(source: str) -> Iterator[tuple]:
    """The same of a template; Babel reads what Django makes of it as Python without indents."""
    return texts_of_python(re.sub("^[ \t]+", "", templatize(source), flags=re.M))


def _catalogue(base):
    catalogue = EnglishCatalogue("en", header_comment=COMMENT, fuzzy=False)
    for path in base.glob("templates/**/*.html"):
        _add(catalogue, texts_of_template(path.read_text("utf-8")))
    for path in (path for app in APPS for path in base.glob(f"{app}/**/*.py")):
        if "migrations" not in path.parts:
            _add(catalogue, texts_of_python(path.read_text("utf-8")))
    return catalogue


def _add(catalogue, texts):
    for text, context in texts:
        catalogue.add(text, text, context=context)


def _written(write, catalogue, **options):
    file = BytesIO()
    write(file, catalogue, **options)
    return file.getvalue()
