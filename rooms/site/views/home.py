from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from rooms.models import User
from rooms.site.sidebar import sidebar_for


def home(request):
    """The room where one was last; before anything exists, the way to set it up."""
    if not User.objects.exists():
        return redirect("setup")
    return _last_room(request)


@login_required
def _last_room(request):
    rooms = request.user.rooms.active()
    room = rooms.filter(pk=request.user.last_room_id).first() or rooms.order_by("pk").first()
    if room:
        return redirect(room)
    return render(request, "site/no_room.html", {"sidebar": sidebar_for(request.user)})
