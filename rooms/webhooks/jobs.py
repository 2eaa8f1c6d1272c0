"""Sends to webhooks what they are to be told, one delivery a job."""

from datetime import timedelta
from threading import BoundedSemaphore

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.jobs import job
from rooms.models import WebhookDelivery
from rooms.models.webhook_delivery import JOB
from rooms.webhooks.addresses import Unreachable
from rooms.webhooks.answers import say, text_of
from rooms.webhooks.client import post
from rooms.webhooks.payload import body_of, headers_of

AT_ONCE = 2
"Half of the threads for jobs, so that slow webhooks leave some to the others."
BUSY = timedelta(seconds=0.5)
_slots = BoundedSemaphore(AT_ONCE)


@job(JOB, _("Tell a webhook of a message"), in_transaction=False)
def send(delivery):
    """Whatever happens in between, what is delivered is not sent again: only what the bot is to
    say is still said."""
    found = WebhookDelivery.objects.of(delivery)
    if found and found.is_waiting:
        _send(found)
    if found and found.answer:
        say(found)


def _send(delivery):
    if obstacle := delivery.obstacle:
        delivery.cancel(obstacle)
    elif delivery.webhook.rests:
        delivery.wait_for_webhook()
    elif _slots.acquire(blocking=False):
        try:
            _try(delivery)
        finally:
            _slots.release()
    else:
        delivery.postpone(timezone.now() + BUSY)


def _try(delivery):
    body = body_of(delivery)
    try:
        answer = post(delivery.webhook.address, body, headers_of(delivery, body))
    except Unreachable as error:
        delivery.failed(str(error))
        return
    if answer.is_success:
        delivery.delivered(answer.code, answer.milliseconds, text_of(answer))
    else:
        delivery.failed(_reason_of(answer), answer.code, answer.milliseconds)


def _reason_of(answer):
    if answer.is_redirect:
        return gettext("It redirects, which is not followed. Enter the address that it leads to.")
    return ""
