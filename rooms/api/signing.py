"""The keys that sign short-lived tokens: the first one signs, all of them are taken."""

from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

ALGORITHM = "HS256"


class RotatingBackend(TokenBackend):
    """Signs with one key, and takes what was signed with one of several."""

    def __init__(self, signing_key, *earlier_keys):
        super().__init__(ALGORITHM, signing_key)
        self.earlier = [TokenBackend(ALGORITHM, key) for key in earlier_keys]

    def decode(self, token, verify=True):
        """What the token says. Raises TokenBackendError as the latest key does."""
        try:
            return super().decode(token, verify)
        except TokenBackendError as error:
            for backend in self.earlier:
                try:
                    return backend.decode(token, verify)
                except TokenBackendError:
                    continue
            raise error


def backend():
    """The backend with the keys of the present settings."""
    return _backend(*(settings.TOKEN_KEYS or _derived_keys()))


@lru_cache(maxsize=4)
def _backend(*keys):
    return RotatingBackend(*keys)


def _derived_keys():
    """From the site's secret key, and from its fallbacks while it is rotated."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac("rooms.api.signing", "", secret).hexdigest() for secret in secrets]
