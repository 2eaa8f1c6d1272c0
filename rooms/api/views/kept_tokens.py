"""Pages where a person makes and revokes tokens: their own, and those of their bots."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from rooms.api.actions import TOKEN_MAKE, TOKEN_REVOKE, find_holder
from rooms.live.post_door import perform, refused
from rooms.live.refusal import Refused
from rooms.models import Token
from rooms.models.token import scopes_for
from rooms.site.shell import shell_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request):
    return _page(request, request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_bot(request, pk):
    return _page(request, _holder(request, pk))


@login_required
@require_POST
def revoke(request):
    """404 for a token that is not one's own and of no bot that one keeps."""
    form = TOKEN_REVOKE.form(request.POST)
    pk = form.cleaned_data["token"] if form.is_valid() else 0
    token = get_object_or_404(Token.objects.standing(), pk=pk)
    holder = _holder(request, token.user_id)
    outcome = perform(TOKEN_REVOKE, request, holder.pk)
    if outcome.refusal:
        messages.error(request, outcome.error)
    else:
        text = gettext("“%(name)s” is revoked; programs that have it stop at once.")
        messages.success(request, text % {"name": token.name})
    return redirect(_address(request, holder))


def _holder(request, pk):
    try:
        return find_holder(request.user, pk)
    except Refused:
        raise Http404 from None


def _address(request, holder):
    if holder == request.user:
        return reverse("tokens")
    return reverse("bot-tokens", args=[holder.pk])


def _page(request, holder):
    """A POST makes a token; its secret is on the answer and nowhere else."""
    form = TOKEN_MAKE.form(request.POST or None)
    if request.method != "POST":
        return _render(request, holder, form)
    outcome = perform(TOKEN_MAKE, request, holder.pk)
    if not outcome.refusal:
        return _render(request, holder, TOKEN_MAKE.form(), issued=outcome.result)
    error = "" if outcome.refusal.field in form.fields else outcome.error
    return refused(_render(request, holder, form, error=error), outcome.refusal)


def _render(request, holder, form, **context):
    is_own = holder == request.user
    form.fields["scopes"].choices = scopes_for(holder)
    context |= {
        "form": form,
        "holder": holder,
        "is_own": is_own,
        "kept": holder.tokens.standing(),
        "bots": request.user.bots.active().order_by("display_name", "pk") if is_own else (),
        "shell": shell_for(request.user),
    }
    return render(request, "api/tokens.html", context)
