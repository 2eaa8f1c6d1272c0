from rooms.chat.feeds.header import HeaderFeed
from rooms.chat.feeds.messages import BesideFeed, MessageFeed
from rooms.chat.feeds.root import RootFeed
from rooms.chat.feeds.typing import TypingFeed

__all__ = ["BesideFeed", "HeaderFeed", "MessageFeed", "RootFeed", "TypingFeed"]
