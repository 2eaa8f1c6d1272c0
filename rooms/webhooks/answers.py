"""What a webhook answers becomes a message of the bot."""

import json
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from rooms.chat.access import membership_of
from rooms.chat.actions import POST
from rooms.live.actions import Caller
from rooms.live.refusal import Refused
from rooms.models import Membership, WebhookDelivery
from rooms.webhooks.client import Answer


def text_of(answer: Answer) -> str:
    """What the bot is to say: a text/plain body, or the `text` of a JSON object; else nothing."""
    body = (answer.body or b"").decode(errors="replace").replace("\0", "\ufffd")
    if answer.content_type == "text/plain":
        return body.strip()
    return _text_of_json(body) if answer.content_type == "application/json" else ""


def _text_of_json(body):
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    text = data.get("text") if isinstance(data, dict) else ""
    if not isinstance(text, str):
        return ""
    return text.encode(errors="replace").decode().replace("\0", "\ufffd").strip()


def say(delivery: WebhookDelivery) -> None:
    """Post the answer as the bot, once: the key is that of the delivery."""
    bot = delivery.webhook.bot
    data = {"body": delivery.answer, "key": str(uuid5(NAMESPACE_URL, f"delivery {delivery.pk}"))}
    try:
        membership = _membership(bot, delivery.message.room)
        POST.perform(Caller(bot.pk, membership.pk), data)
    except (Refused, PermissionDenied, Http404) as refusal:
        text = gettext("The answer was not posted: %(error)s")
        delivery.said(text % {"error": refusal})
    else:
        delivery.said()


def _membership(bot, room):
    """That of the bot in the room, also in a conversation of the support desk that it has."""
    if room.is_support:
        return get_object_or_404(Membership, user=bot, room=room)
    return membership_of(bot, room.slug)
