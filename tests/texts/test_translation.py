"""With the catalogue of another language, pages and pushes come out in that language."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.template.loader import render_to_string
from django.utils import translation

from rooms.live.audience import audience_of
from rooms.live.template_slots import render_with_slots

GERMAN = {
    "Sign in": "Anmelden",
    "Settings": "Einstellungen",
    "Conversation": "Gespräch",
    "Message %(room_name)s": "Nachricht an %(room_name)s",
    "Overview": "Überblick",
    "%(name)s is typing…": "%(name)s schreibt …",
    "%(name)s joined": "%(name)s ist da",
    ("%(n)s watching", "%(n)s watching"): ("%(n)s schaut zu", "%(n)s schauen zu"),
    'You are signed out. <a href="%(login_url)s">Sign in again</a>': (
        '<a href="%(login_url)s">Neu anmelden</a>: Sie sind zu 100 %% abgemeldet.'
    ),
}


@pytest.fixture(autouse=True)
def german(tmp_path, settings):
    catalogue = Catalog("de")
    catalogue.add("New", "Neuer", context="room")
    for text, translated in GERMAN.items():
        catalogue.add(text, translated)
    folder = tmp_path / "de/LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]


@pytest.fixture
def german_ana(ana, lobby):
    ana.language = "de"
    ana.save()
    return ana


def test_page_for_visitors_comes_out_in_the_active_language(client, lobby):
    with translation.override("de"):
        html = client.get("/accounts/login/").content.decode()
    assert '<html lang="de">' in html
    assert "<h1>Anmelden</h1>" in html
    assert "<h1>Sign in</h1>" in client.get("/accounts/login/").content.decode()


def test_room_comes_out_in_each_persons_language(client_of, german_ana, ben):
    html = client_of(german_ana).get("/rooms/lobby/").content.decode()
    assert '<html lang="de">' in html
    assert ">Einstellungen</span>" in html
    assert 'aria-label="Gespräch"' in html
    assert 'aria-label="Nachricht an Lobby"' in html
    assert '<a href="/rooms/new/">Neuer</a>' in html
    html = client_of(ben).get("/rooms/lobby/").content.decode()
    assert ">Settings</span>" in html
    assert 'aria-label="Message Lobby"' in html


def test_string_that_a_template_passes_on_is_translated(client_of, sam):
    sam.language = "de"
    sam.save()
    assert "Überblick" in client_of(sam).get("/dashboard/").content.decode()


@pytest.mark.parametrize(("count", "text"), [(1, "1 schaut zu"), (2, "2 schauen zu")])
def test_plural_follows_the_language(count, text):
    with translation.override("de"):
        state = {"watching": count}
        assert render_to_string("counters/_counter_watching.html", {"state": state}) == text


def test_markup_and_percent_signs_of_a_translation_stay():
    with translation.override("de"):
        html = render_to_string("live/_closing.html", {"signed_out": True})
    assert html == '<a href="/accounts/login/">Neu anmelden</a>: Sie sind zu 100 % abgemeldet.'


def test_slot_in_a_sentence_is_filled_and_escaped_on_each_call():
    for name, shown in (("Lobby", "Lobby"), ("<b> 5 %s", "&lt;b&gt; 5 %s")):
        variant = {"outbox": "outbox", "n": 0, "lines": False, "version": "-", "slug": "lobby"}
        slots = dict.fromkeys(("csrf_token", "page_token", "draft", "error"), "")
        html = render_with_slots(
            "chat/_outbox.html", audience_of("de", "UTC"), variant, slots | {"room_name": name}
        )
        assert f'aria-label="Nachricht an {shown}"' in html


@pytest.mark.django_db(transaction=True)
async def test_push_comes_out_in_each_persons_language(open_page, german_ana, ben, sam):
    ana_page, sam_page = await open_page(german_ana, "lobby"), await open_page(sam, "lobby")
    ben_page = await open_page(ben, "lobby")
    await ben_page.act("typing")
    await ana_page.until("<bdi>Ben Okafor</bdi> schreibt …")
    await sam_page.until("<bdi>Ben Okafor</bdi> is typing…")


@pytest.mark.django_db(transaction=True)
async def test_arrival_is_told_in_each_persons_language(open_page, german_ana, ben, sam):
    ana_page, sam_page = await open_page(german_ana, "lobby"), await open_page(sam, "lobby")
    for page in (ana_page, sam_page):
        await page.until("Here now, 2")
    await open_page(ben, "lobby")
    await ana_page.until("<bdi>Ben Okafor</bdi> ist da")
    await sam_page.until("<bdi>Ben Okafor</bdi> joined")
