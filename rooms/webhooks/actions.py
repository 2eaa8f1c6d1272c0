"""What may be asked for about webhooks. Programs may not: a token makes none."""

from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.live import oob
from rooms.live.actions import Action, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Membership, User, Webhook
from rooms.webhooks.forms import IncomingForm, RemoveForm, RevokeForm, WebhookForm

SELDOM = Rate(30, 60)
NOT_ITS_ROOM = _("The bot is not in this room.")
NO_SUCH_WEBHOOK = _("There is no such webhook.")


def find_bot(user, pk):
    """The bot whose webhooks the user keeps. Raises Refused (404)."""
    bot = User.objects.bots().select_related("owner").filter(pk=pk, is_active=True).first()
    if not (bot and permissions.can_keep_webhooks(user, bot)):
        raise Refused(gettext("You cannot see these webhooks."), status=404)
    return bot


def _bot(caller):
    return find_bot(User.objects.get(pk=caller.user_id), caller.subject)


def _make(bot, data):
    room = data["room"]
    if room and not room.members.filter(pk=bot.pk).exists():
        raise Refused(NOT_ITS_ROOM, "room")
    return Webhook.objects.make(bot, data["address"], data["events"], room)


def _show_made(page, webhook):
    html = render_to_string("webhooks/_webhook_new.html", {"made": webhook})
    return oob.replace_inside("#webhook-new", html) + _show(page, webhook.bot)


def _remove(bot, data):
    webhook = bot.webhooks.filter(pk=data["webhook"]).first()
    if webhook is None:
        raise Refused(NO_SUCH_WEBHOOK, status=404)
    webhook.bot = bot
    webhook.remove()
    return bot


def _show(page, bot):
    context = {"kept": list(bot.webhooks.select_related("room"))}
    html = render_to_string("webhooks/_webhooks.html", context)
    return oob.replace_inside("#webhooks", html) + oob.EMPTY_SINK


def find_managed_room(membership):
    """The room of this membership, if its person manages it. Raises PermissionDenied."""
    allowed = permissions.can_manage(membership.user, membership.room)
    text = gettext("Only staff or whoever made this room can do this.")
    permissions.require(allowed, text)
    return membership.room


def _place(caller):
    """The membership of who asks, in a room that they manage."""
    own = Membership.objects.filter(pk=caller.subject, user=caller.user_id, user__is_active=True)
    membership = own.select_related("room", "user").first()
    if membership is None:
        raise Refused(gettext("You are no longer in this room."), status=403)
    find_managed_room(membership)
    return membership


def _make_incoming(place, data):
    return place.room.incoming_webhooks.make(place.room, data["name"], place.user)


def _show_incoming_made(page, made):
    hook, secret = made
    context = {"hook": hook, "address": page.address_of(secret)}
    html = render_to_string("webhooks/_incoming_new.html", context)
    return oob.replace_inside("#hook-new", html) + _show_incoming(page, hook.room)


def _revoke(place, data):
    hook = place.room.incoming_webhooks.standing().filter(pk=data["hook"]).first()
    if hook is None:
        raise Refused(NO_SUCH_WEBHOOK, status=404)
    hook.revoke()
    return place.room


def _show_incoming(page, room):
    context = {"kept": list(room.incoming_webhooks.shown())}
    html = render_to_string("webhooks/_incoming.html", context)
    return oob.replace_inside("#hooks", html) + oob.EMPTY_SINK


WEBHOOK_MAKE = Action(
    "webhook_make",
    _make,
    WebhookForm,
    SELDOM,
    find=_bot,
    show=_show_made,
    error="webhook-error",
    scope="",
)
WEBHOOK_REMOVE = Action(
    "webhook_remove", _remove, RemoveForm, SELDOM, find=_bot, show=_show, scope=""
)
HOOK_MAKE = Action(
    "hook_make",
    _make_incoming,
    IncomingForm,
    SELDOM,
    find=_place,
    show=_show_incoming_made,
    error="hook-error",
    scope="",
)
HOOK_REVOKE = Action(
    "hook_revoke", _revoke, RevokeForm, SELDOM, find=_place, show=_show_incoming, scope=""
)

WEBHOOK_ACTIONS = by_name(WEBHOOK_MAKE, WEBHOOK_REMOVE)
INCOMING_ACTIONS = by_name(HOOK_MAKE, HOOK_REVOKE)
