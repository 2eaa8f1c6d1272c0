"""The address that simple services post to: `curl -d 'Deploy done' …/hooks/<secret>/`."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from rooms.chat.access import membership_of
from rooms.chat.actions import POST
from rooms.live.actor import as_actor
from rooms.live.client_address import address_of_request
from rooms.live.post_door import perform, refused
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import IncomingWebhook
from rooms.webhooks.incoming import text_in

MAX_BODY = 64 * 1024
RATE = Rate(60, 60)
"Of one address. That of messages is reached first only by a burst."
NO_HOOK = _("There is no such address (any more).")


@csrf_exempt
def receive(request, secret):
    """Post what comes as a message of the webhook's bot; the answer is a line of text."""
    try:
        _receive(request, secret)
    except Refused as refusal:
        return refused(_line(refusal), refusal)
    return _line(gettext("Posted."))


def _receive(request, secret):
    if request.method != "POST":
        raise Refused(gettext("Send a POST: curl -d 'Deploy done' and this address."), status=405)
    hook = IncomingWebhook.objects.of_secret(secret)
    if hook is None:
        raise Refused(NO_HOOK, status=404)
    RATE.check("hook", hook.pk)
    text = text_in(request.content_type, _body(request))
    request.user = hook.bot
    with as_actor(hook.bot, address_of_request(request)):
        outcome = perform(POST, request, _membership(hook).pk, {"body": text})
    if outcome.refusal:
        raise outcome.refusal
    hook.note_use()


def _membership(hook):
    try:
        return membership_of(hook.bot, hook.room.slug)
    except Http404:
        raise Refused(NO_HOOK, status=404) from None


def _body(request):
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Refused(gettext("That is too large: at most 64 KiB are taken."), status=413)
    return body


def _line(text):
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8")
    response._has_been_logged = True  # Django's log would have the address, which is secret
    return response
