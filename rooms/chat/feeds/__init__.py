from rooms.chat.feeds.header import HeaderFeed
from rooms.chat.feeds.messages import MessageFeed
from rooms.chat.feeds.typing import TypingFeed

__all__ = ["HeaderFeed", "MessageFeed", "TypingFeed"]
