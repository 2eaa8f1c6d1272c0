import asyncio

from channels.layers import get_channel_layer


class LayerProbe:
    """Measures the channel layer's round trip from this process to itself."""

    def __init__(self):
        self.channel: str | None = None
        self.milliseconds: float | None = None
        "Of the last answer; None while a probe is unanswered."

    async def send(self) -> None:
        """Send one probe. Raises what the layer raises when it is down."""
        self.milliseconds = None
        if self.channel:
            sent_at = asyncio.get_running_loop().time()
            await get_channel_layer().send(self.channel, {"type": "probe", "sent_at": sent_at})

    def on_answer(self, message: dict) -> None:
        self.milliseconds = (asyncio.get_running_loop().time() - message["sent_at"]) * 1000
