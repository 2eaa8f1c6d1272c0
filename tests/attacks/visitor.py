"""A browser's part in HTTP: cookies, forms and headers, without htmx."""

import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from e2e.server import PASSWORD

RANDOM = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r'|(?<="csrfmiddlewaretoken" value=)"[^"]+"|(?<=id="cursor" value=)"[^"]+"'
    r'|(?<=name="page" value=)"[^"]+"|(?<=/\?page=)[\w-]+'
)


class Visitor:
    def __init__(self, site):
        self.site, self.jar = site, CookieJar()
        self._client = build_opener(HTTPCookieProcessor(self.jar))

    @classmethod
    def signed_in(cls, site, username):
        visitor = cls(site)
        visitor.get("/accounts/login/")
        visitor.post("/accounts/login/", username=username, password=PASSWORD)
        return visitor

    def get(self, path, **headers):
        """The answer's status and text."""
        return self._open(Request(self.site.url + path, headers=headers))

    def post(self, path, **fields):
        token = next((each.value for each in self.jar if each.name == "csrftoken"), "")
        data = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self._open(Request(self.site.url + path, data))

    def _open(self, request):
        try:
            with self._client.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            return answer.code, answer.read().decode()

    @property
    def socket_headers(self):
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.jar)
        return {"Cookie": cookies, "Origin": self.site.url}


def without_random(html):
    """The page without the tokens, keys and epochs that differ from one answer to the next."""
    return RANDOM.sub("…", html)
