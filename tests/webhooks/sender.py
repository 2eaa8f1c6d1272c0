"""A process that sends to webhooks until nothing is due: `python -m tests.webhooks.sender`.

It takes the test database from DATABASE_URL, and begins with a line on standard input.
"""

import os
import sys


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
    import django

    django.setup()
    from rooms.live import jobs
    from rooms.models import Job
    from rooms.models.webhook_delivery import JOB

    jobs.kinds = {JOB: jobs.kinds[JOB]}
    print("ready", flush=True)
    sys.stdin.readline()
    while jobs.run_next(Job.objects, set()):
        pass


if __name__ == "__main__":
    main()
