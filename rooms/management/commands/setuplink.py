from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from rooms.models import Site, User


class Command(BaseCommand):
    help = "Print the one-time link under which the administrator and the first room are made."

    def handle(self, **options):
        self.stdout.write(
            set_up_link() or "Hearth is set up. Staff find an invitation at /people/."
        )


def set_up_link():
    """The full address, or None once there is somebody."""
    if User.objects.exists():
        return None
    origin = settings.ORIGINS[0] if settings.ORIGINS else f"http://{settings.HOST}:{settings.PORT}"
    return origin + reverse("setup-with-token", args=[Site.current().setup_token])
