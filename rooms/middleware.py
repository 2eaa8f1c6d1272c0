from zoneinfo import ZoneInfo

from django.utils import timezone, translation


def in_the_viewers_words(get_response):
    """Answer in the language and the time zone of the person who asks."""

    def middleware(request):
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
            return get_response(request)

    return middleware
