from rooms.chat.rendering import message_content
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Message
from rooms.models.shown import read_shown


class RootFeed(StateFeed):
    """The message that a thread answers, above its replies. Its key: that room's id and its own."""

    kind = "root"

    def subscriptions(self):
        return [f"room.{self.key[0]}"]

    def polled_topics(self):
        return self.subscriptions()

    def load(self):
        """The RenderKey; the message is read by those who render it."""
        return next(iter(Message.objects.filter(pk=self.key[1]).render_keys()), None)

    def render(self, value, key):
        audience, *_ = key
        message = Message.objects.select_related("author").get(pk=self.key[1])
        read_shown([message])
        return (
            replace_inside("#root .message__shown", message_content(message, audience)) + EMPTY_SINK
        )
