"""Each act is put down once: who, what, on whom, from where. What did not happen is not."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from rooms.live import client_address
from rooms.live.actor import acting
from rooms.models import (
    Announcement,
    AuditEntry,
    Counter,
    Membership,
    Message,
    Room,
    Site,
    User,
    record,
)
from rooms.models.audit import FROM_ALL, FROM_ONE_ADDRESS, record_from_outside
from tests.cast import PASSWORD

HERE = "192.0.2.7"


@pytest.fixture
def put_down():
    """What the acts put down when Sam, or who else, does them: [(verb, who, on, detail)]."""

    def do(user, *acts):
        AuditEntry.objects.all().delete()
        with acting(user, HERE):
            for act in acts:
                act()
        entries = AuditEntry.objects.order_by("pk")
        assert {entry.address for entry in entries} <= {HERE}
        assert all(entry.actor == (user or entry.actor) for entry in entries)
        return [(entry.verb, entry.actor_name, entry.target, entry.detail) for entry in entries]

    return do


def test_a_room_is_made_changed_archived_and_restored(put_down, ana, sam):
    made = put_down(
        sam,
        lambda: Room.objects.start("Lobby", sam),
        lambda: Room.objects.get().rename("Hall", ""),
        lambda: Room.objects.get().archive(),
        lambda: Room.objects.get().restore(),
    )
    assert made == [
        ("room made", "Sam Lindqvist", "Lobby", "open to everyone"),
        ("room changed", "Sam Lindqvist", "Hall", "name was Lobby"),
        ("room archived", "Sam Lindqvist", "Hall", ""),
        ("room restored", "Sam Lindqvist", "Hall", ""),
    ]


def test_a_direct_room_is_nobodys_business(put_down, ana, ben):
    assert put_down(ana, lambda: Room.objects.direct(ana, ben)) == []


def test_who_is_let_into_a_closed_room_is_put_down_once(put_down, garden, sam, ana, zoe, ben):
    added = put_down(
        sam,
        lambda: garden.add(ana, zoe, by=sam),
        lambda: garden.add(zoe, by=sam),
        lambda: Room.objects.start("Shed", sam, kind=Room.CLOSED, members=[ben]),
    )
    assert added == [
        ("member added", "Sam Lindqvist", "Zoe Marsh @zoe", "to Garden"),
        ("room made", "Sam Lindqvist", "Shed", "closed"),
        ("member added", "Sam Lindqvist", "Ben Okafor @ben", "to Shed"),
    ]


def test_who_lets_oneself_into_a_room_is_put_down_too(put_down, garden, zoe):
    assert put_down(zoe, lambda: garden.add(zoe))[0][0] == "member added"


def test_leaving_is_another_thing_than_being_removed(put_down, garden, sam, ana, zoe):
    assert put_down(sam, lambda: garden.remove(ana), lambda: garden.remove(zoe)) == [
        ("member removed", "Sam Lindqvist", "Ana Ruiz @ana", "from Garden")
    ]
    assert put_down(sam, lambda: garden.remove(sam)) == [
        ("member left", "Sam Lindqvist", "Garden", "")
    ]


def test_people_and_the_invitation(put_down, sam, ana):
    done = put_down(
        sam,
        ana.deactivate,
        ana.reactivate,
        ana.password_changed,
        lambda: User.objects.welcome("noa", PASSWORD),
        Site.current().rotate_invitation,
    )
    assert [(verb, on) for verb, _, on, _ in done] == [
        ("person deactivated", "Ana Ruiz @ana"),
        ("person reactivated", "Ana Ruiz @ana"),
        ("password changed", "Ana Ruiz @ana"),
        ("person added", "noa @noa"),
        ("invitation rotated", ""),
    ]


def test_an_announcement_is_made_changed_and_withdrawn(put_down, sam):
    def of_it(verb, *args):
        return lambda: getattr(Announcement.objects.get(), verb)(*args)

    announced = put_down(
        sam,
        lambda: Announcement.objects.announce(sam, "Fire drill"),
        of_it("edit", "Fire!"),
        of_it("withdraw"),
        of_it("withdraw"),
        of_it("edit", "Too late"),
    )
    assert [(verb, on) for verb, _, on, _ in announced] == [
        ("announced", "Fire drill"),
        ("announcement changed", "Fire!"),
        ("announcement withdrawn", "Fire!"),
    ]
    assert announced[0][3] == "for everyone"
    assert announced[1][3].startswith("text was Fire drill; starts_at was ")


def test_a_counter_is_put_down_but_not_its_bumps(put_down, sam):
    def of_it(verb, *args, **details):
        return lambda: getattr(Counter.objects.get(), verb)(*args, **details)

    done = put_down(
        sam,
        lambda: Counter.objects.start("Votes"),
        of_it("bump", 3, sam),
        of_it("edit", "Ballots", bumpers=Counter.STAFF),
        of_it("set", 40, sam),
        of_it("reset", sam),
    )
    assert done == [
        ("counter made", "Sam Lindqvist", "Votes", ""),
        ("counter changed", "Sam Lindqvist", "Ballots", "name was Votes; bumpers was everyone"),
        ("counter set", "Sam Lindqvist", "Ballots", "from 3 to 40"),
        ("counter reset", "Sam Lindqvist", "Ballots", "from 40"),
    ]


def test_only_the_words_of_others_are_a_matter_for_the_log(put_down, lobby, say, ana, sam):
    mine, theirs = say(lobby, sam), say(lobby, ana, "a secret")
    assert put_down(sam, mine.delete_text, theirs.delete_text, theirs.delete_text) == [
        ("message deleted", "Sam Lindqvist", "Ana Ruiz @ana", "in Lobby")
    ]


def test_what_fails_leaves_nothing(put_down, sam, lobby):
    counter = Counter.objects.start("Votes")

    def refused():
        with pytest.raises(ValidationError):
            counter.set(10**30, sam)
        with pytest.raises(ValidationError):
            Announcement.objects.announce(sam, "")

    def rolled_back():
        with transaction.atomic():
            lobby.archive()
            transaction.set_rollback(True)

    assert put_down(sam, refused, rolled_back) == []


def test_what_cannot_be_put_down_is_not_done(garden, sam, ana, zoe, say, monkeypatch):
    message, counter = say(garden, ana), Counter.objects.start("Votes")
    announcement = Announcement.objects.announce(sam, "Fire drill")
    site = Site.current()
    acts = [
        lambda: Room.objects.start("Shed", sam),
        lambda: garden.rename("Orchard", ""),
        garden.archive,
        garden.restore,
        lambda: garden.add(zoe),
        lambda: garden.remove(ana),
        ana.deactivate,
        ana.reactivate,
        ana.password_changed,
        lambda: User.objects.welcome("noa", PASSWORD),
        site.rotate_invitation,
        lambda: Announcement.objects.announce(sam, "Tea"),
        lambda: announcement.edit("Fire!"),
        announcement.withdraw,
        lambda: Counter.objects.start("Ballots"),
        lambda: counter.edit("Ballots"),
        lambda: counter.set(40, sam),
        lambda: counter.reset(sam),
        message.delete_text,
    ]
    nouns = [Announcement, Counter, Membership, Message, Room, Site, User]

    def everything():
        return [list(noun.objects.order_by("pk").values()) for noun in nouns]

    def fail(*args, **kwargs):
        raise OperationalError("the disk is full")

    before = everything()
    monkeypatch.setattr(AuditEntry, "save", fail)
    for act in acts:
        with pytest.raises(OperationalError):
            act()
        assert everything() == before


def test_posting_costs_no_query_more(say, lobby, ana):
    def look_up():
        pytest.fail("somebody was looked up")

    say(lobby, ana)
    with CaptureQueriesContext(connection) as queries, acting(SimpleLazyObject(look_up), HERE):
        say(lobby, ana)
    assert not [each for each in queries if AuditEntry._meta.db_table in each["sql"]]


def test_the_command_line_is_called_so(db):
    call_command("announce", "Tea is ready")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.address) == (None, None)
    assert str(entry) == "the command line announced Tea is ready"


def test_a_name_stays_as_it_was(ana):
    with acting(ana, HERE):
        record("invitation rotated")
    ana.display_name = "Ana R."
    ana.save()
    assert AuditEntry.objects.first().who == "Ana Ruiz"


def test_odd_words_are_made_storable_and_an_unknown_verb_is_refused(db):
    entry = record("signed in", on="a\x00b\ud800\r\nc" + "x" * 300, detail="y" * 400)
    assert entry.target.startswith("a\ufffdb\ufffd cxxx")
    assert (len(entry.target), len(entry.detail)) == (200, 300)
    with pytest.raises(ValueError, match="no verb"):
        record("danced")


def test_what_anybody_can_cause_is_bounded_for_an_address_and_for_all(db, caplog):
    def knock(host, times):
        with acting(None, host):
            return [record_from_outside("sign-in failed", on="ana") for _ in range(times)]

    caplog.set_level("INFO")
    assert sum(map(bool, knock(HERE, 25))) == FROM_ONE_ADDRESS.times
    assert len([line for line in caplog.messages if "sign-in failed" in line]) == 25
    for n in range(20):
        knock(f"198.51.100.{n}", 20)
    assert AuditEntry.objects.count() == FROM_ALL.times
    with acting(None, HERE):
        assert record("signed out")


@pytest.mark.parametrize(
    ("client", "forwarded", "alone", "behind"),
    [
        ("127.0.0.1", "", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7", "127.0.0.1", "192.0.2.7"),
        ("127.0.0.1", "6.6.6.6, 192.0.2.7", "127.0.0.1", "192.0.2.7"),
        ("127.0.0.1", "<script>", "127.0.0.1", ""),
        ("fe80::1%eth0", "::ffff:192.0.2.7", "fe80::1", "192.0.2.7"),
        (None, "", "", ""),
    ],
)
def test_a_forwarded_address_is_believed_behind_a_proxy_only(
    rf, settings, client, forwarded, alone, behind
):
    request = rf.get("/", REMOTE_ADDR=client, headers={"X-Forwarded-For": forwarded})
    scope = {
        "client": client and (client, 5),
        "headers": [(b"x-forwarded-for", forwarded.encode())],
    }
    for settings.BEHIND_PROXY, expected in ((False, alone), (True, behind)):
        assert client_address.address_of(request) == expected
        assert client_address.address_of_socket(scope) == expected
