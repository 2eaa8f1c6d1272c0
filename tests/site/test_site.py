"""Response headers of every page, and each person's private style sheet."""

from django.conf import settings

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def test_every_page_has_the_strict_content_security_policy(client, client_of, lobby, ana):
    for response in (client.get("/accounts/login/"), client_of(ana).get("/rooms/lobby/")):
        policy = response.headers["Content-Security-Policy"]
        assert sorted(policy.split("; ")) == sorted(CSP.split("; "))


def test_room_page_has_no_inline_script_or_style(client_of, lobby, ana, say):
    say(lobby, ana, "<script>alert(1)</script> <b style='color:red' onclick='x()'>")
    html = client_of(ana).get("/rooms/lobby/").content.decode()
    assert "<script>" not in html
    assert "<style" not in html
    assert "<b " not in html


def test_private_style_sheet_shows_the_buttons_that_somebody_may_use(client_of, lobby, ana, sam):
    css = client_of(ana).get("/viewer.css").content.decode()
    assert f'.message[data-author="{ana.pk}"] .message__own' in css
    assert "message__delete" not in css
    css = client_of(sam).get("/viewer.css").content.decode()
    assert f'.message[data-author="{sam.pk}"] .message__own, .message .message__delete {{' in css


def test_private_style_sheet_is_not_stored_by_shared_caches(client, client_of, ana):
    assert "private" in client_of(ana).get("/viewer.css").headers["Cache-Control"]
    assert client.get("/viewer.css").status_code == 302


def test_origins_include_the_port():
    assert f"http://127.0.0.1:{settings.PORT}" in settings.ORIGINS
