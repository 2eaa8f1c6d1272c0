import json

from django.template.loader import render_to_string
from django.utils import timezone

from tests.bench.tutorial.consumers import Chat as TutorialChat


class Chat(TutorialChat):
    """Send each message to every consumer, which renders it for its own page."""

    async def receive(self, text_data):
        message = {"body": json.loads(text_data)["message"], "at": timezone.now()}
        await self.channel_layer.group_send(
            self.group, {"type": "chat.message", "message": message}
        )

    async def chat_message(self, event):
        context = {"message": event["message"], "viewer": self.scope["user"]}
        await self.send(text_data=render_to_string("message.html", context))
