"""Answers that a browser keeps: the same for everybody, so that a page has them offline too."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2s

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

FOREVER = "private, max-age=31536000, immutable"
"In the browser alone: what is compressed for it has no `Vary`, which would lead past its cache."
NO_DOCUMENT = "default-src 'none'; frame-ancestors 'none'"
"The policy of what is no page: as one it could do nothing."


@dataclass(frozen=True)
class CachedAnswer:
    """HTML at an address that names its version and its language: a view, and its address.

    name: of its URL pattern, whose arguments are `version`, `language` and those of `render`.
    render: makes the HTML from the version, which further addresses in it need, and from the
        other arguments. It knows no request and no person.
    samples: arguments with which it uses all its templates; the version is a digest of what it
        makes of them, so each change of the HTML has an address of its own.
    """

    name: str
    render: Callable[..., str]
    samples: tuple[dict, ...] = ({},)
    versions: dict[str, str] = field(default_factory=dict, init=False, compare=False)

    def address(self, **arguments) -> str:
        """The answer's address in the active language."""
        language = translation.get_language()
        known = {"version": self.version(language), "language": language}
        return reverse(self.name, kwargs=known | arguments)

    def version(self, language: str) -> str:
        if settings.DEBUG or language not in self.versions:
            self.versions[language] = self._digest(language)
        return self.versions[language]

    def _digest(self, language):
        with translation.override(language):
            html = "".join(self.render(version="-", **sample) for sample in self.samples)
        return blake2s(html.encode(), digest_size=6).hexdigest()

    def respond(self, request, version: str, language: str, **arguments) -> HttpResponse:
        """The view. A page of another release gets what there is now, but may not keep it."""
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with translation.override(language):
            response = HttpResponse(self.render(version=version, **arguments))
        if version == self.version(language):
            response["Cache-Control"] = FOREVER
        else:
            add_never_cache_headers(response)
        response["Content-Security-Policy"] = NO_DOCUMENT
        return _compressed(request, response)

    @property
    def view(self) -> Callable:
        return require_safe(self.respond)


def _compressed(request, response):
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(response.content, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
