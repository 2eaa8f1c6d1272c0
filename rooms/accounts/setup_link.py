from django.conf import settings
from django.urls import reverse

from rooms.models import Site, User


def set_up_link():
    """The full address of the one-time set-up page; None once somebody exists."""
    if User.objects.exists():
        return None
    origin = settings.ORIGINS[0] if settings.ORIGINS else f"http://{settings.HOST}:{settings.PORT}"
    return origin + reverse("setup-with-token", args=[Site.current().setup_token])
