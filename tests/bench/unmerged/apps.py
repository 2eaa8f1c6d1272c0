from django.apps import AppConfig

BETWEEN = "<!---->"


class UnmergedConfig(AppConfig):
    """Takes the merging out of the feed of messages: what it reads together it sends apart."""

    name = "tests.bench.unmerged"

    def ready(self):
        from rooms.feeds.messages import MessageFeed
        from rooms.live import log_feed

        render, fan_out = MessageFeed.render, log_feed.fan_out

        def send_apart(text, pages):
            *messages, last = text.split(BETWEEN)
            for message in [*messages[:-1], "".join([*messages[-1:], last])]:
                fan_out(message, pages)

        MessageFeed.render = lambda *change: render(*change) + BETWEEN
        log_feed.fan_out = send_apart
