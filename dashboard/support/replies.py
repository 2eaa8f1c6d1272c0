"""Texts that agents send often: kept on a page of their own, found and put into the composer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from dashboard.support.forms import ReplyForm
from rooms.chat.composer import composer_inside
from rooms.chat.fields import line_ends
from rooms.chat.outbox import FormId
from rooms.models import SupportReply
from rooms.site.shell import shell_for
from rooms.support.access import ticket_of


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def replies(request):
    """All of them, and a form for another one."""
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        form.save()
        return done(request, gettext("Your changes are saved."), "desk-replies")
    return _page(request, form)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, pk):
    form = ReplyForm(request.POST or None, instance=get_object_or_404(SupportReply, pk=pk))
    if form.is_valid():
        form.save()
        return done(request, gettext("Your changes are saved."), "desk-replies")
    return _page(request, form)


def _page(request, form):
    everything = SupportReply.objects.all()
    context = {"form": form, "replies": everything, "shell": shell_for(request.user)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/support/replies.html", context, status=status)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    found, back = get_object_or_404(SupportReply, pk=pk), reverse("desk-replies")
    if request.method != "POST":
        text = gettext("What was sent with it stays.")
        return ask(request, gettext("Delete: %(reply)s") % {"reply": found}, text, back)
    found.delete()
    return done(request, gettext("It is deleted."), back)


# In a conversation:


@staff_only
@require_safe
def find(request, slug):
    """The replies that a search finds, each with a link that puts it into the composer."""
    text = request.GET.get("reply_text", "")[:60]
    context = {"replies": SupportReply.objects.found(text), "slug": slug}
    return render(request, "support/_replies.html", context)


@staff_only
@require_safe
def insert(request, slug, pk):
    """The inside of the composer's form, with the reply behind what stands there already."""
    text = get_object_or_404(SupportReply, pk=pk).text_for(ticket_of(slug), request.user)
    before, lines = line_ends(request.GET.get("body", "")).strip(), bool(request.GET.get("lines"))
    text = f"{before} {text}" if before else text
    n, _ = FormId.of(request.GET)
    return HttpResponse(composer_inside(n, "desk", lines or "\n" in text, text))
