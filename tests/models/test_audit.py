"""The audit log: each change is recorded once, with actor, target and address."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from e2e.server import PASSWORD
from rooms.live.actions import BatchedAction, Caller, EmptyForm
from rooms.live.actor import as_actor
from rooms.live.rate import Rate
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
from rooms.models.audit import FROM_ALL, FROM_ONE_ADDRESS, record_limited

ADDRESS = "192.0.2.7"


@pytest.fixture
def entries_of():
    """Run actions as a user; return their audit entries: [(verb, actor, target, detail)]."""

    def run(user, *actions):
        AuditEntry.objects.all().delete()
        with as_actor(user, ADDRESS):
            for action in actions:
                action()
        entries = AuditEntry.objects.order_by("pk")
        assert {entry.address for entry in entries} <= {ADDRESS}
        assert all(entry.actor == (user or entry.actor) for entry in entries)
        return [(entry.verb, entry.actor_name, entry.target, entry.detail) for entry in entries]

    return run


def test_making_changing_archiving_and_restoring_a_room_is_recorded(entries_of, ana, sam):
    entries = entries_of(
        sam,
        lambda: Room.objects.start("Lobby", sam),
        lambda: Room.objects.get().rename("Hall", ""),
        lambda: Room.objects.get().archive(),
        lambda: Room.objects.get().restore(),
    )
    assert entries == [
        ("room made", "Sam Lindqvist", "Lobby", "open to everyone"),
        ("room changed", "Sam Lindqvist", "Hall", "name was Lobby"),
        ("room archived", "Sam Lindqvist", "Hall", ""),
        ("room restored", "Sam Lindqvist", "Hall", ""),
    ]


def test_direct_room_is_not_recorded(entries_of, ana, ben):
    assert entries_of(ana, lambda: Room.objects.direct(ana, ben)) == []


def test_member_added_to_a_closed_room_is_recorded_once(entries_of, garden, sam, ana, zoe, ben):
    entries = entries_of(
        sam,
        lambda: garden.add_members(ana, zoe, by=sam),
        lambda: garden.add_members(zoe, by=sam),
        lambda: Room.objects.start("Shed", sam, kind=Room.CLOSED, members=[ben]),
    )
    assert entries == [
        ("member added", "Sam Lindqvist", "Zoe Marsh @zoe", "to Garden"),
        ("room made", "Sam Lindqvist", "Shed", "closed"),
        ("member added", "Sam Lindqvist", "Ben Okafor @ben", "to Shed"),
    ]


def test_person_who_adds_themselves_to_a_room_is_recorded(entries_of, garden, zoe):
    assert entries_of(zoe, lambda: garden.add_members(zoe))[0][0] == "member added"


def test_leaving_member_is_recorded_differently_from_a_removed_one(
    entries_of, garden, sam, ana, zoe
):
    assert entries_of(
        sam, lambda: garden.remove_member(ana), lambda: garden.remove_member(zoe)
    ) == [("member removed", "Sam Lindqvist", "Ana Ruiz @ana", "from Garden")]
    assert entries_of(sam, lambda: garden.remove_member(sam)) == [
        ("member left", "Sam Lindqvist", "Garden", "")
    ]


def test_changes_of_people_and_of_the_invitation_are_recorded(entries_of, sam, ana):
    entries = entries_of(
        sam,
        ana.deactivate,
        ana.reactivate,
        ana.password_changed,
        lambda: User.objects.welcome("noa", PASSWORD),
        Site.current().rotate_invitation,
    )
    assert [(verb, target) for verb, _, target, _ in entries] == [
        ("person deactivated", "Ana Ruiz @ana"),
        ("person reactivated", "Ana Ruiz @ana"),
        ("password changed", "Ana Ruiz @ana"),
        ("person added", "noa @noa"),
        ("invitation rotated", ""),
    ]


def test_making_changing_and_withdrawing_an_announcement_is_recorded(entries_of, sam):
    def change(verb, *args):
        return lambda: getattr(Announcement.objects.get(), verb)(*args)

    entries = entries_of(
        sam,
        lambda: Announcement.objects.announce(sam, "Fire drill"),
        change("edit", "Fire!"),
        change("withdraw"),
        change("withdraw"),
        change("edit", "Too late"),
    )
    assert [(verb, target) for verb, _, target, _ in entries] == [
        ("announced", "Fire drill"),
        ("announcement changed", "Fire!"),
        ("announcement withdrawn", "Fire!"),
    ]
    assert entries[0][3] == "for everyone"
    assert entries[1][3].startswith("text was Fire drill; starts_at was ")


def test_changes_of_a_counter_are_recorded_but_not_its_bumps(entries_of, sam):
    def change(verb, *args, **details):
        return lambda: getattr(Counter.objects.get(), verb)(*args, **details)

    entries = entries_of(
        sam,
        lambda: Counter.objects.start("Votes"),
        change("bump", 3, sam),
        change("edit", "Ballots", bumpers=Counter.STAFF),
        change("set", 40, sam),
        change("reset", sam),
    )
    assert entries == [
        ("counter made", "Sam Lindqvist", "Votes", ""),
        ("counter changed", "Sam Lindqvist", "Ballots", "name was Votes; bumpers was everyone"),
        ("counter set", "Sam Lindqvist", "Ballots", "from 3 to 40"),
        ("counter reset", "Sam Lindqvist", "Ballots", "from 40"),
    ]


def test_deleting_a_message_is_recorded_only_if_somebody_else_wrote_it(
    entries_of, lobby, say, ana, sam
):
    mine, theirs = say(lobby, sam), say(lobby, ana, "a secret")
    assert entries_of(sam, mine.delete_text, theirs.delete_text, theirs.delete_text) == [
        ("message deleted", "Sam Lindqvist", "Ana Ruiz @ana", "in Lobby")
    ]


def test_failed_change_is_not_recorded(entries_of, sam, lobby):
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

    assert entries_of(sam, refused, rolled_back) == []


def test_change_that_cannot_be_recorded_is_rolled_back(garden, sam, ana, zoe, say, monkeypatch):
    message, counter = say(garden, ana), Counter.objects.start("Votes")
    announcement = Announcement.objects.announce(sam, "Fire drill")
    site = Site.current()
    changes = [
        lambda: Room.objects.start("Shed", sam),
        lambda: garden.rename("Orchard", ""),
        garden.archive,
        garden.restore,
        lambda: garden.add_members(zoe),
        lambda: garden.remove_member(ana),
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
    models = [Announcement, Counter, Membership, Message, Room, Site, User]

    def everything():
        return [list(model.objects.order_by("pk").values()) for model in models]

    def fail(*args, **kwargs):
        raise OperationalError("the disk is full")

    before = everything()
    monkeypatch.setattr(AuditEntry, "save", fail)
    for change in changes:
        with pytest.raises(OperationalError):
            change()
        assert everything() == before


def test_posting_costs_no_audit_query(say, lobby, ana):
    def look_up():
        pytest.fail("the actor was looked up")

    say(lobby, ana)
    with CaptureQueriesContext(connection) as queries, as_actor(SimpleLazyObject(look_up), ADDRESS):
        say(lobby, ana)
    assert not [each for each in queries if AuditEntry._meta.db_table in each["sql"]]


def test_entry_from_the_command_line_names_it_as_the_actor(db):
    call_command("announce", "Tea is ready")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.address) == (None, None)
    assert str(entry) == "the command line announced Tea is ready"


def test_batch_has_no_one_actor_whom_an_entry_could_be_put_down_to(ana, ben):
    def run(calls):
        with pytest.raises(LookupError, match="say whose"):
            record("invitation rotated")
        return [record("signed out", actor=ben) for _ in calls]

    action = BatchedAction("rotate", run, EmptyForm, Rate(60, 10))
    with as_actor(ana, ADDRESS):
        action.perform(Caller(ana.pk), {})
        record("signed in")
    entries = AuditEntry.objects.filter(verb__startswith="signed").order_by("pk")
    assert [entry.actor for entry in entries] == [ben, ana]


def test_entry_keeps_the_actors_name_at_that_time(ana):
    with as_actor(ana, ADDRESS):
        record("invitation rotated")
    ana.display_name = "Ana R."
    ana.save()
    assert AuditEntry.objects.first().who == "Ana Ruiz"


def test_record_makes_any_text_storable_and_refuses_an_unknown_verb(db):
    entry = record("signed in", on="a\x00b\ud800\r\nc" + "x" * 300, detail="y" * 400)
    assert entry.target.startswith("a\ufffdb\ufffd cxxx")
    assert (len(entry.target), len(entry.detail)) == (200, 300)
    with pytest.raises(ValueError, match="no verb"):
        record("danced")


def test_entries_that_strangers_cause_are_limited_per_address_and_in_total(db, caplog):
    def fail_to_sign_in(address, times):
        with as_actor(None, address):
            return [record_limited("sign-in failed", on="ana") for _ in range(times)]

    caplog.set_level("INFO")
    assert sum(map(bool, fail_to_sign_in(ADDRESS, 25))) == FROM_ONE_ADDRESS.times
    assert len([line for line in caplog.messages if "sign-in failed" in line]) == 25
    for n in range(20):
        fail_to_sign_in(f"198.51.100.{n}", 20)
    assert AuditEntry.objects.count() == FROM_ALL.times
    with as_actor(None, ADDRESS):
        assert record("signed out")
