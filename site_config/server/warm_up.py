import gc

from django.conf import settings
from django.template.loader import get_template
from django.urls import resolve, reverse
from django.utils import translation

from rooms.markup import to_html


def warm_up() -> None:
    """Load what the first pages and messages would wait for.

    After a restart hundreds of pages come back at once. Compiles URL patterns, the patterns of
    links and mentions, and the fragment templates.
    """
    resolve("/")
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")
    to_html("@ana https://x.org //x.org x.org mailto:ana@x.org ana@x.org")
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in sorted(folder.rglob("_*.html")):
            get_template(str(path.relative_to(folder)))
    gc.freeze()  # these objects stay, so collections need not examine them
