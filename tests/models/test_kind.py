"""Open rooms, lists of people and broadcasts are for persons; a bot goes where it is put."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from rooms.models import AuditEntry, Room, User

pytestmark = pytest.mark.django_db


def guest():
    return User.objects.create_user("gus", display_name="Gus", kind=User.GUEST)


def test_new_open_room_takes_in_persons_alone(lobby, echo, sam):
    gus = guest()
    room = Room.objects.start("Square", sam)
    assert not room.members.filter(pk__in=[echo.pk, gus.pk]).exists()
    assert room.members.count() == User.objects.people().count()


def test_bot_joins_no_open_room_by_itself(lobby, echo):
    echo.deactivate()
    echo.reactivate()
    lobby.archive()
    lobby.restore()
    assert not echo.rooms.exists()


def test_bot_stays_in_a_room_it_was_added_to(lobby, echo, sam):
    lobby.add_members(echo, by=sam)
    lobby.archive()
    lobby.restore()
    assert list(echo.rooms.all()) == [lobby]


def test_kinds_of_people(ana, ben, sam, echo):
    gus = guest()
    ben.deactivate()
    assert set(User.objects.people()) == {ana, sam}
    assert set(User.objects.reachable()) == {ana, sam, echo}
    assert set(User.objects.bots()) == {echo}
    assert gus.is_active


def test_bot_is_made_with_an_owner_and_recorded(echo, ana):
    entry = AuditEntry.objects.get(verb="bot made")
    assert (entry.target, entry.detail) == ("Echo @echo", "for Ana Ruiz")
    assert not echo.has_usable_password()
    assert echo.owner == ana


def test_username_of_somebody_is_not_taken_by_a_bot(ana):
    with pytest.raises(ValidationError, match="taken"):
        User.objects.add_bot("ANA", "Echo", ana)


def test_person_has_no_owner(ana, ben):
    ben.owner = ana
    with pytest.raises(IntegrityError):
        ben.save()


def test_bot_has_access_while_its_owner_has(echo, ana, sam):
    assert echo.has_access
    before = echo.seq
    ana.deactivate()
    echo = User.objects.get(pk=echo.pk)
    assert not echo.has_access
    assert echo.seq == before + 1


def test_bot_without_an_owner_has_no_access(echo):
    echo.owner = None
    assert not echo.has_access


@pytest.mark.parametrize("kind", [User.BOT, User.GUEST])
def test_only_persons_become_staff(ana, kind):
    ana.kind = kind
    with pytest.raises(PermissionDenied):
        ana.make_staff()
