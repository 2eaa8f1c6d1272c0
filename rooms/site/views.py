from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from rooms.models import User
from rooms.site.shell import shell_for


def home(request):
    """Redirect to the room that was visited last; before anyone exists, to the set-up."""
    if not User.objects.exists():
        return redirect("setup")
    return _last_room(request)


@login_required
def _last_room(request):
    rooms = request.user.rooms.active().listed()
    room = rooms.filter(pk=request.user.last_room_id).first() or rooms.order_by("pk").first()
    if room:
        return redirect(room)
    return render(request, "site/no_room.html", {"shell": shell_for(request.user)})


@login_required
@require_safe
@cache_control(private=True, max_age=60)
def viewer_css(request):
    """The styles that differ for this person in HTML that is the same for everyone."""
    return render(request, "site/viewer.css", content_type="text/css")
