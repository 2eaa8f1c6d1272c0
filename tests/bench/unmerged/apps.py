from django.apps import AppConfig


class UnmergedConfig(AppConfig):
    """Takes the merging out of the feed of messages: it reads one change at a time."""

    name = "tests.bench.unmerged"

    def ready(self):
        from rooms.feeds.messages import MessageFeed

        read, pump = MessageFeed.changes, MessageFeed.pump

        async def pump_one(feed):
            await pump(feed)
            if feed.cursor < feed.seen:
                feed.wake()

        MessageFeed.window = 0
        MessageFeed.changes = lambda feed, since: read(feed, since)[:1]
        MessageFeed.pump = pump_one
