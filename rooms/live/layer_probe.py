import asyncio

from channels.layers import get_channel_layer


class Echo:
    """How long the channel layer takes from this process to itself."""

    def __init__(self):
        self.channel = None
        self.milliseconds = None
        "Of the last answer; None while a question is unanswered."

    async def ask(self):
        """Send word to oneself. Raises what the layer raises when it is down."""
        self.milliseconds = None
        if self.channel:
            asked_at = asyncio.get_running_loop().time()
            await get_channel_layer().send(self.channel, {"type": "echo", "asked_at": asked_at})

    def heard(self, message):
        took = asyncio.get_running_loop().time() - message["asked_at"]
        self.milliseconds = took * 1000
