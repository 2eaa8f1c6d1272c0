from django.conf import settings

from rooms.banners import banners_of


def site(request):
    """What every template may use: the site's name."""
    return {"site_name": settings.SITE_NAME}


def announcements(request):
    """`banners`: what is announced to the viewer, looked up only where a template asks."""
    return {"banners": lambda: banners_of([request.user.pk])[request.user.pk]}
