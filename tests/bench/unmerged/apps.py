from django.apps import AppConfig

SEPARATOR = "<!---->"


class UnmergedConfig(AppConfig):
    """Takes the merging out of the message feed: one frame per message, not one per refresh."""

    name = "tests.bench.unmerged"

    def ready(self):
        from rooms.chat.feeds import MessageFeed
        from rooms.live.delivery.broadcast import Broadcast

        render, push = MessageFeed.render, Broadcast.push

        def push_each(broadcast, text):
            """Push each message by itself, and the last one together with the cursor."""
            *messages, end = text.split(SEPARATOR)
            for message in [*messages[:-1], "".join([*messages[-1:], end])]:
                push(broadcast, message)

        MessageFeed.render = lambda *arguments: render(*arguments) + SEPARATOR
        Broadcast.push = push_each
