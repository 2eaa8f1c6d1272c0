from django.conf import settings


def site(request):
    """For every template: the site's name."""
    return {"site_name": settings.SITE_NAME}
