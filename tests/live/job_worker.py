"""A process that runs jobs: `python -m tests.live.job_worker [seconds]`.

It takes the test database from DATABASE_URL. A job takes that many seconds, prints a line when
it begins, and leaves a row when it ends.
"""

import os
import sys
import time
from datetime import timedelta
from threading import Thread

LEASE = 2
THREADS = 2
PAUSE = 0.02
"Seconds after each job, so that one process cannot run them all."


def main(seconds):
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
    import django

    django.setup()
    from django.db import connections

    from rooms.live import jobs
    from rooms.models import AuditEntry, Job

    def effect(n):
        AuditEntry.objects.create(verb="announced", target=n)
        os.write(1, f"{n}\n".encode())
        time.sleep(seconds)

    def work():
        while jobs.run_next(Job.objects, set()):
            time.sleep(PAUSE)
        connections.close_all()

    jobs.LEASE = timedelta(seconds=LEASE)
    jobs.kinds.clear()
    jobs.job("transaction", "In a transaction")(effect)
    jobs.job("plain", "Without one", in_transaction=False)(effect)
    print("ready", flush=True)
    sys.stdin.readline()
    threads = [Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(float(sys.argv[1]))
