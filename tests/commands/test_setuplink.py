from io import StringIO

from django.core.management import call_command

from rooms.models import Site


def printed():
    out = StringIO()
    call_command("setuplink", stdout=out)
    return out.getvalue()


def test_it_prints_the_link_while_there_is_nobody(client, db):
    link = printed().strip()
    assert link == f"http://127.0.0.1:8000/setup/{Site.current().setup_token}/"
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_it_prints_the_same_link_again(db):
    assert printed() == printed()


def test_it_gives_the_origin_that_people_use(db, settings):
    settings.ORIGINS = ["https://chat.example.org"]
    assert printed().startswith("https://chat.example.org/setup/")


def test_it_prints_no_link_once_there_is_somebody(ana):
    assert "is set up" in printed()
    assert Site.current().setup_token not in printed()
