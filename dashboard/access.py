from functools import wraps

from django.contrib.auth.decorators import login_required

from rooms import rights
from rooms.views.access import refuse_unless


def staff_only(view):
    """Staff may; others get 403, and who is signed out is asked to sign in."""

    @login_required
    @wraps(view)
    def check_first(request, *args, **kwargs):
        refuse_unless(rights.may_announce(request.user), "Only staff can do this.")
        return view(request, *args, **kwargs)

    return check_first
