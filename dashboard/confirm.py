"""A confirmation page before an act, and a message after it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from rooms.site.shell import shell_for


def ask(request, question, text, back):
    """A page that asks for confirmation; its form posts back to it.

    question: the act, as its heading and its button name it. text: the consequences.
    back: the address of “Cancel”.
    """
    context = {"question": question, "words": text, "back": back}
    context["shell"] = shell_for(request.user)
    return render(request, "dashboard/confirm.html", context)


def done(request, text, back):
    """Redirect to an address or a URL name, and show the text there."""
    messages.success(request, text)
    return redirect(back)
