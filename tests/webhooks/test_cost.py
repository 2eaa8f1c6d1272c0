"""What webhooks cost a post: nothing in a room without one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Webhook
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def statements(say):
    """The statements of one post."""

    def count(room, author, body="Hello"):
        with CaptureQueriesContext(connection) as queries:
            say(room, author, body)
        return [query["sql"] for query in queries]

    return count


def test_post_in_a_room_without_webhooks_asks_nothing_more(
    statements, lobby, garden, ana, ben, echo
):
    before = len(statements(lobby, ben))
    lobby.add_members(echo)
    assert len(statements(lobby, ben)) == before
    garden.add_members(echo)
    webhook = Webhook.objects.make(echo, "http://a.example/", "every", garden)
    sql = statements(lobby, ben)
    assert len(sql) == before
    assert not any("webhook" in each for each in sql)
    webhook.remove()
    garden.refresh_from_db()
    assert not garden.is_hooked
    assert not any("webhook" in each for each in statements(garden, ana))


def test_number_of_statements_does_not_depend_on_the_number_of_webhooks(
    statements, lobby, ben, ana
):
    counts = []
    for n in range(1, 4):
        bot = cast.User.objects.add_bot(f"bot{n}", f"Bot {n}", ana)
        lobby.add_members(bot)
        Webhook.objects.make(bot, "http://a.example/", "every")
        counts.append(len(statements(lobby, ben)))
    assert counts[0] == counts[1] == counts[2]


def test_bots_messages_ask_nothing_of_webhooks(statements, lobby, echo):
    lobby.add_members(echo)
    Webhook.objects.make(echo, "http://a.example/", "every")
    assert not any("webhook" in each for each in statements(lobby, echo))
