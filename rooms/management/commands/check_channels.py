import logging
from contextlib import contextmanager
from statistics import median
from urllib.parse import unquote

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from rooms.management.checks import all_checks


class Command(BaseCommand):
    help = "Check the channel layer, the database and the cache, and time their round trips."

    def handle(self, **options):
        with _without_logging():
            failures = [failure for check in all_checks() if (failure := self._run(check))]
        if isinstance(get_channel_layer(), InMemoryChannelLayer):
            self.stdout.write(
                "This channel layer serves one process only; set REDIS_URL before you start a "
                "second one."
            )
        if failures:
            raise CommandError("\n".join(failures))
        self.stdout.write("Everything works.")

    def _run(self, check):
        """Print the times of the check; return its failure in one line, or None."""
        try:
            for route, times in check.run().items():
                self.stdout.write(f"{check}, {route}: {_summary(times)}")
        except Exception as error:
            return f"{check}: {_reason(error)}. {check.advice}."


@contextmanager
def _without_logging():
    """Keep tracebacks off the screen; the command prints the reason in one line."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _summary(times):
    middle, worst = median(times) * 1000, max(times) * 1000
    return f"{len(times)} round trips, median {middle:.1f} ms, worst {worst:.1f} ms"


def _reason(error):
    """The error in one line, without passwords."""
    if isinstance(error, ValueError):
        return "its address cannot be read"  # the error itself would quote part of the address
    reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    for password in _passwords():
        reason = reason.replace(password, "…")
    return reason


def _passwords():
    of_redis = settings.REDIS_URL.partition("//")[2].rpartition("@")[0].partition(":")[2]
    of_database = connection.settings_dict["PASSWORD"]
    return filter(None, [of_redis, unquote(of_redis), of_database])
