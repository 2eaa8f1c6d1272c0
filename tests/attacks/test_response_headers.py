"""Other sites cannot embed what is served here, and pages use no devices."""

from urllib.request import urlopen

import pytest

from rooms.site.middleware import PERMISSIONS

PAGES = "/accounts/login/", "/favicon.ico", "/nowhere/"
PATHS = *PAGES, "/up", "/connection-lost/1/en-gb/"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_for_this_site_alone(client, db, path):
    headers = client.get(path).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_page_uses_no_devices_and_shares_no_window(client, db, path):
    headers = client.get(path).headers
    assert headers["Permissions-Policy"] == PERMISSIONS
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_static_files_are_for_this_site_alone(site):
    page = urlopen(f"{site.url}/accounts/login/").read().decode()
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = urlopen(site.url + style)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
