"""What may be asked for about tokens and bots. Programs may not: a token makes no tokens."""

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.api.forms import BotRoomForm, ChangeBotForm, NewBotForm, RevokeForm, TokenForm
from rooms.live import oob
from rooms.live.actions import Action, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Token, User
from rooms.models.token import scopes_for

SELDOM = Rate(30, 60)
NO_SUCH_BOT = _("There is no such bot.")
NOT_AT_DESK = _("A token for support is for staff, and for bots that staff admitted to the desk.")


def find_holder(user, pk):
    """Whose tokens they are: the user, or a bot that the user keeps. Raises Refused (404)."""
    holder = User.objects.select_related("owner").filter(pk=pk, is_active=True).first()
    if not (holder and permissions.can_keep_tokens(user, holder)):
        raise Refused(gettext("You cannot see these tokens."), status=404)
    return holder


def _holder(caller):
    return find_holder(User.objects.get(pk=caller.user_id), caller.subject)


def _make_token(holder, data):
    if not {*data["scopes"]} <= dict(scopes_for(holder)).keys():
        raise Refused(NOT_AT_DESK)
    return Token.objects.issue(holder, data["name"], data["scopes"], data["ends_at"])


def _show_token(page, issued):
    html = render_to_string("api/_token_new.html", {"issued": issued})
    return oob.replace_inside("#token-new", html) + _show_tokens(page, issued.token.user)


def _revoke_token(holder, data):
    token = holder.tokens.filter(pk=data["token"]).first()
    if token is None:
        raise Refused(gettext("There is no such token."), status=404)
    token.revoke()
    return holder


def _show_tokens(page, holder):
    html = render_to_string("api/_tokens.html", {"kept": list(holder.tokens.standing())})
    return oob.replace_inside("#tokens", html) + oob.EMPTY_SINK


def _keeper(caller):
    user = User.objects.get(pk=caller.user_id)
    permissions.require(permissions.can_keep_bots(user), gettext("Only staff can do this."))
    return user


def _make_bot(keeper, data):
    try:
        return User.objects.add_bot(**data)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "username") from None


def _change_bot(keeper, data):
    bot = _bot(data)
    bot.change_bot(data["display_name"], data["owner"])
    return bot


def _add_to_room(keeper, data):
    bot = _bot(data)
    data["room"].add_members(bot, by=keeper)
    return bot


def _remove_from_room(keeper, data):
    bot = _bot(data)
    data["room"].remove_member(bot)
    return bot


def _bot(data):
    bot = User.objects.bots().filter(pk=data["bot"]).first()
    if bot is None:
        raise Refused(NO_SUCH_BOT, status=404)
    return bot


TOKEN_MAKE = Action(
    "token_make",
    _make_token,
    TokenForm,
    SELDOM,
    find=_holder,
    show=_show_token,
    error="token-error",
    several=("scopes",),
    scope="",
)
TOKEN_REVOKE = Action(
    "token_revoke", _revoke_token, RevokeForm, SELDOM, find=_holder, show=_show_tokens, scope=""
)
BOT_MAKE = Action("bot_make", _make_bot, NewBotForm, SELDOM, find=_keeper, scope="")
BOT_CHANGE = Action("bot_change", _change_bot, ChangeBotForm, SELDOM, find=_keeper, scope="")
BOT_ADD = Action("bot_add", _add_to_room, BotRoomForm, SELDOM, find=_keeper, scope="")
BOT_REMOVE = Action("bot_remove", _remove_from_room, BotRoomForm, SELDOM, find=_keeper, scope="")

TOKEN_ACTIONS = by_name(TOKEN_MAKE, TOKEN_REVOKE)
BOT_ACTIONS = by_name(BOT_MAKE, BOT_CHANGE, BOT_ADD, BOT_REMOVE)
