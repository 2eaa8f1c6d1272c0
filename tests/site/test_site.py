"""What the site answers to anyone: headers, the private style sheet."""

from django.conf import settings

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def test_every_page_has_the_strict_policy(client, client_of, lobby, ana):
    for answer in (client.get("/accounts/login/"), client_of(ana).get("/rooms/lobby/")):
        given = answer.headers["Content-Security-Policy"]
        assert sorted(given.split("; ")) == sorted(CSP.split("; "))


def test_pages_have_no_inline_script_or_style(client_of, lobby, ana, say):
    say(lobby, ana, "<script>alert(1)</script> <b style='color:red' onclick='x()'>")
    html = client_of(ana).get("/rooms/lobby/").content.decode()
    assert "<script>" not in html
    assert "<style" not in html
    assert "<b " not in html


def test_the_private_sheet_opens_ones_own_messages(client_of, lobby, ana, sam):
    css = client_of(ana).get("/viewer.css").content.decode()
    assert f'.message[data-author="{ana.pk}"] .message__own' in css
    assert "data-author" not in client_of(sam).get("/viewer.css").content.decode()


def test_the_private_sheet_is_kept_by_no_shared_cache(client, client_of, ana):
    assert "private" in client_of(ana).get("/viewer.css").headers["Cache-Control"]
    assert client.get("/viewer.css").status_code == 302


def test_origins_follow_from_the_hosts_and_the_port():
    assert f"http://127.0.0.1:{settings.PORT}" in settings.ORIGINS
