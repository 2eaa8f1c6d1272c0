"""The tutorial's settings with templates."""

from pathlib import Path

from tests.bench.tutorial.settings import *  # noqa: F403

ASGI_APPLICATION = "tests.bench.templated.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
    }
]
