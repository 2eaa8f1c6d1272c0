"""Counters: exact counts, a complete history, and who may see and bump them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from rooms import permissions
from rooms.counters import views
from rooms.counters.rendering import PAST, spark, state_of
from rooms.live.actor import as_actor
from rooms.models import AuditEntry, Connection, Counter, CounterBump, Room
from rooms.models.counter import LIMIT

CLIENTS, BUMPS, THREADS = 50, 10, 4


@pytest.fixture
def deploys(db):
    return Counter.objects.start("Deploys today")


def history(counter):
    return list(counter.bumps.order_by("seq").values_list("kind", "by", "value", "actor__username"))


def test_counter_keeps_every_bump_set_and_reset(deploys, ana, sam):
    deploys.bump(3, ana)
    deploys.bump(-1, sam)
    deploys.set(40, sam)
    deploys.reset(sam)
    deploys.refresh_from_db()
    assert deploys.value == 0
    assert history(deploys) == [
        ("bump", 3, 3, "ana"),
        ("bump", -1, 2, "sam"),
        ("set", 38, 40, "sam"),
        ("reset", -40, 0, "sam"),
    ]


def test_stale_counter_in_memory_counts_from_the_stored_value(deploys, ana):
    stale = Counter.objects.get(pk=deploys.pk)
    deploys.bump(5, ana)
    stale.bump(1, ana)
    assert stale.value == 6


@pytest.mark.parametrize("sign", [1, -1])
def test_counter_refuses_values_beyond_its_limit(deploys, ana, sign):
    deploys.set(sign * LIMIT, ana)
    with pytest.raises(ValidationError, match="no further"):
        deploys.bump(sign, ana)
    with pytest.raises(ValidationError, match="no further"):
        deploys.set(sign * 10**30, ana)
    deploys.refresh_from_db()
    assert deploys.value == sign * LIMIT
    assert deploys.bumps.count() == 1


def test_each_change_sends_a_hint_with_its_seq_on_commit(
    deploys, ana, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr("rooms.live.hints._send", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        deploys.bump(1, ana)
    assert sent == [{deploys.topic: deploys.seq}]
    with transaction.atomic():
        deploys.bump(1, ana)
        transaction.set_rollback(True)
    assert len(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_clients_with_ten_bumps_each_end_at_exactly_500(deploys, ana, ben, sam, rf):
    people = [ana, ben, sam]

    def bump(number):
        answers = set()
        for _ in range(BUMPS):
            request = rf.post("/", {"step": 1})
            request.user = people[number % len(people)]
            answers.add(views.bump(request, deploys.slug).status_code)
        connections.close_all()
        return answers

    with ThreadPoolExecutor(THREADS) as threads:
        answers = set().union(*threads.map(bump, range(CLIENTS)))
    deploys.refresh_from_db()
    assert answers == {302}
    assert deploys.value == CLIENTS * BUMPS
    values = deploys.bumps.order_by("seq").values_list("value", flat=True)
    assert list(values) == list(range(1, CLIENTS * BUMPS + 1))


def test_only_members_see_the_counter_of_a_closed_room(garden, lobby, ana, ben, sam, zoe):
    public, in_lobby = Counter.objects.start("A"), Counter.objects.start("B", room=lobby)
    in_garden = Counter.objects.start("C", room=garden)
    assert set(Counter.objects.visible_to(ana)) == {public, in_lobby, in_garden}
    assert set(Counter.objects.visible_to(zoe)) == {public, in_lobby}
    assert Counter.objects.all().closed_to([ana.pk, zoe.pk]) == {in_garden.pk: {ana.pk}}


def test_setting_decides_who_can_bump_a_counter(deploys, ana, ben, sam, lobby):
    team = Group.objects.create(name="Gardeners")
    ana.groups.add(team)

    def bumpers(**setting):
        deploys.edit("Deploys", **setting)
        return {person for person in (ana, ben, sam) if permissions.can_bump(person, deploys)}

    assert bumpers(bumpers=Counter.EVERYONE) == {ana, ben, sam}
    assert bumpers(bumpers=Counter.GROUP, group=team) == {ana, sam}
    assert bumpers(bumpers=Counter.GROUP) == {sam}
    assert bumpers(bumpers=Counter.STAFF) == {sam}
    lobby.archive()
    assert bumpers(room=lobby) == set()


def test_counter_with_a_taken_or_reserved_name_gets_another_slug(db):
    slugs = [Counter.objects.start(name).slug for name in ("Votes", "Votes", "New", "New", "!")]
    assert slugs == ["votes", "votes-2", "new-2", "new-3", "counter"]


def test_state_has_value_last_change_history_and_viewers(deploys, ana, ben):
    assert state_of(deploys.pk).past == (0,)
    for step in (2, -1):
        deploys.bump(step, ana)
    Connection.objects.create(user=ben, counter=deploys, process="one")
    Connection.objects.create(user=ben, counter=deploys, process="another")
    Connection.objects.create(user=ana, process="one")
    state = state_of(deploys.pk)
    assert (state.value, state.actor, state.by, state.past) == (1, "Ana Ruiz", -1, (0, 2, 1))
    assert state.watching == 1


def test_sparkline_shows_a_limited_number_of_changes(deploys, ana):
    for _ in range(PAST + 5):
        deploys.bump(1, ana)
    past = state_of(deploys.pk).past
    assert past == tuple(range(5, PAST + 6))
    assert (spark(past).lowest, spark(past).highest, spark(past).latest) == (5, 65, 65)
    assert spark((7,)).points == "0.0,60.0 480.0,60.0"


def test_moving_a_counter_into_a_closed_room_rechecks_its_viewers(deploys, ana, zoe, garden):
    Connection.objects.create(user=zoe, counter=deploys, process="one")
    before = zoe.seq
    deploys.edit("Deploys", room=garden)
    zoe.refresh_from_db()
    assert zoe.seq == before + 1
    assert Room.objects.get(counters=deploys) == garden


def test_deleting_a_counter_deletes_its_history_and_is_recorded(deploys, ana, sam):
    deploys.bump(3, ana)
    with as_actor(sam, "192.0.2.1"):
        deploys.delete_for_good()
    assert not Counter.objects.exists()
    assert not CounterBump.objects.exists()
    entry = AuditEntry.objects.get(verb="counter deleted")
    assert (entry.actor, entry.target, entry.detail) == (sam, "Deploys today", "It showed 3.")
