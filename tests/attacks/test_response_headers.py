"""Other sites cannot embed what is served here, and pages use no devices."""

from urllib.request import urlopen

import pytest

from rooms.site.middleware import PERMISSIONS

PATHS = "/accounts/login/", "/up", "/favicon.ico", "/nowhere/", "/connection-lost/1/en-gb/"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_for_this_site_alone(client, db, path):
    headers = client.get(path).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == PERMISSIONS
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_static_files_are_for_this_site_alone(site):
    page = urlopen(f"{site.url}/accounts/login/").read().decode()
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = urlopen(site.url + style)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
