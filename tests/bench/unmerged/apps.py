from django.apps import AppConfig

BETWEEN = "<!---->"


class UnmergedConfig(AppConfig):
    """Takes the merging out of the feed of messages: what it reads together it sends apart."""

    name = "tests.bench.unmerged"

    def ready(self):
        from rooms.chat.feeds import MessageFeed
        from rooms.live.delivery.broadcast import Crowd

        render, push = MessageFeed.render, Crowd.push

        def push_apart(crowd, text):
            *messages, last = text.split(BETWEEN)
            for message in [*messages[:-1], "".join([*messages[-1:], last])]:
                push(crowd, message)

        MessageFeed.render = lambda *change: render(*change) + BETWEEN
        Crowd.push = push_apart
