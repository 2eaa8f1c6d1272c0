from django.db.models import Exists, OuterRef, Q

from rooms.models.membership import Membership


def readable(notifications):
    """Those that their people may read: of no room, or of one that they are (still) in."""
    is_member = Membership.objects.filter(room=OuterRef("room"), user=OuterRef("user"))
    return notifications.filter(Q(room=None) | Exists(is_member))
