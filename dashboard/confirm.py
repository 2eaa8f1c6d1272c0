from django.contrib import messages
from django.shortcuts import redirect, render

from rooms.site.sidebar import sidebar_for


def ask(request, question, words, back):
    """A page that asks before an act that cannot simply be undone; its form posts back to it.

    question: the act, as its heading and button say it. words: what it brings about.
    back: the address for those who think better of it.
    """
    context = {"question": question, "words": words, "back": back}
    context["sidebar"] = sidebar_for(request.user)
    return render(request, "dashboard/confirm.html", context)


def done(request, words, back):
    """Go back and say there what was done."""
    messages.success(request, words)
    return redirect(back)
