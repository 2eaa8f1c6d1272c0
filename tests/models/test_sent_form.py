"""What comes from a form several times, growing, out of order: each letter is stored once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.models import Message, Room, SentForm
from rooms.models.posting import NewMessage
from rooms.models.sent_form import Entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(lobby, ana):
    """Store what form n of a page holds; return the letters that came too late for it."""

    def enter(n, text, action="again", *, before="", page="page", author=ana, room=lobby):
        entered = Entered(
            page, "outbox", n, text, action == "again", action in ("post", "again"), before
        )
        new = NewMessage(Room.objects.get(pk=room.pk), author, entered=entered)
        (stored,) = Message.objects.post_batch([new])
        return stored.late

    return enter


def bodies():
    return list(Message.objects.order_by("pk").values_list("body", flat=True))


def test_text_that_is_sent_again_is_stored_once(enter):
    for action in ("post", "again", "again", ""):
        enter(0, "uno", action)
    assert bodies() == ["uno"]


def test_same_text_from_another_form_page_room_or_author_is_another_message(enter, garden, ben):
    enter(0, "ok")
    enter(1, "ok")
    enter(0, "ok", page="another")
    enter(0, "ok", room=garden)
    enter(0, "ok", author=ben)
    assert bodies() == ["ok"] * 5


def test_second_enter_in_the_same_box_sends_what_was_added(enter):
    enter(0, "uno", "post")
    enter(0, "unodue", "post")
    enter(0, "unodue", "again")
    assert bodies() == ["uno", "due"]


def test_letters_between_enter_and_the_next_box_open_the_next_message(enter):
    enter(0, "uno", "post")
    late = enter(0, "unod", "again")
    assert late == "d"
    enter(1, "ue", "post", before=late)
    enter(1, "ue", "again")
    assert bodies() == ["uno", "due"]


def test_late_letters_that_were_stored_already_are_not_stored_again(enter):
    enter(0, "uno", "post")
    enter(1, "ue", before=enter(0, "unod"))
    assert enter(0, "unod") == ""
    assert bodies() == ["uno", "due"]


def test_late_letters_of_a_form_that_is_newer_than_the_next_are_a_message(enter):
    enter(1, "due")
    enter(0, "uno", "post")
    assert enter(0, "uno!") == ""
    assert bodies() == ["due", "uno", "!"]


def test_another_text_under_a_known_number_is_another_message(enter):
    enter(0, "uno")
    enter(0, "due")
    assert bodies() == ["uno", "due"]


def test_plain_form_that_begins_like_what_was_stored_is_stored_whole(enter):
    enter(0, "uno", "")
    enter(0, "uno due", "")
    assert bodies() == ["uno", "uno due"]


def test_old_frame_that_arrives_after_the_final_text_stores_nothing(enter):
    enter(0, "unod", "again")
    enter(0, "uno", "post")
    assert bodies() == ["unod"]


def test_blank_text_is_acknowledged_and_no_message(enter):
    enter(0, "   ", "post")
    enter(0, "   ", "again")
    enter(1, "", "again")
    enter(1, "later", "again")
    assert bodies() == ["later"]


def test_only_lengths_and_digests_are_kept_and_only_for_a_week(enter):
    enter(0, "a secret")
    row = SentForm.objects.get()
    assert row.parts == [[8, row.parts[0][1]]]
    assert "secret" not in str(vars(row))
    assert not SentForm.objects.stale().exists()
    SentForm.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert SentForm.objects.stale().count() == 1


def test_forms_cost_one_query_to_read_and_one_to_store(lobby, ana, django_assert_max_num_queries):
    def batch(count):
        room = Room.objects.get(pk=lobby.pk)
        entered = [Entered("page", "outbox", n, f"{n}", is_final=True) for n in range(count)]
        return [NewMessage(room, ana, entered=each) for each in entered]

    with django_assert_max_num_queries(10):
        Message.objects.post_batch(batch(40))
    assert len(bodies()) == 40


WORDS = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=5)
FAULTS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["post", "again"])), max_size=12)


@given(words=WORDS, resent=FAULTS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_resends_in_any_order_store_each_text_once_in_order(enter, words, resent):
    with transaction.atomic():
        for n, word in enumerate(words):
            enter(n, word, "post")
            enter(n, word, "again")
            for old, action in resent:
                if old <= n:
                    enter(old, words[old], action)
        stored = bodies()
        transaction.set_rollback(True)
    assert stored == words
