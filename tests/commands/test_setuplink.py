"""The command `setuplink` prints the set-up link of a site without people."""

from io import StringIO

from django.core.management import call_command

from rooms.models import Site


def run():
    out = StringIO()
    call_command("setuplink", stdout=out)
    return out.getvalue()


def test_command_prints_the_link_while_the_site_has_no_people(client, db):
    link = run().strip()
    assert link == f"http://127.0.0.1:8000/setup/{Site.current().setup_token}/"
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_command_prints_the_same_link_again(db):
    assert run() == run()


def test_link_starts_with_the_configured_origin(db, settings):
    settings.ORIGINS = ["https://chat.example.org"]
    assert run().startswith("https://chat.example.org/setup/")


def test_command_prints_no_link_once_the_site_has_a_person(ana):
    assert "is set up" in run()
    assert Site.current().setup_token not in run()
