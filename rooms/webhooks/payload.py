"""What a webhook gets, signed as https://www.standardwebhooks.com says."""

import json

from django.utils import timezone
from standardwebhooks import Webhook as Signer

from rooms.api.rendering import message_json, time_json
from rooms.models import WebhookDelivery

TYPE = "message.posted"
USER_AGENT = "Hearth-Webhook/1"


def body_of(delivery: WebhookDelivery) -> bytes:
    """The message in its present state, its room as the bot sees it, and why the bot is told."""
    message, webhook = delivery.message, delivery.webhook
    data = {
        "because": webhook.events,
        "bot": webhook.bot_id,
        "room": _room_json(message.room, webhook.bot),
        "message": message_json(message),
    }
    event = {"type": TYPE, "timestamp": time_json(message.created_at), "data": data}
    return json.dumps(event, ensure_ascii=False).encode()


def headers_of(delivery: WebhookDelivery, body: bytes) -> dict:
    """The id is the same at each try, so that the other side can tell that it has it already."""
    now, name = timezone.now(), f"delivery_{delivery.pk}"
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(delivery.webhook.secret).sign(name, now, body.decode()),
    }


def _room_json(room, bot):
    return {
        "id": room.pk,
        "slug": room.slug,
        "name": room.name_for(bot),
        "kind": room.kind,
        "url": room.get_absolute_url(),
    }
