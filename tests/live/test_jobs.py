"""The loop that runs jobs, and several processes that share one queue."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from rooms.live import jobs
from rooms.live.hub import Hub
from rooms.live.jobs import JobLoop
from rooms.live.metrics import metrics
from rooms.models import AuditEntry, Job
from tests.live.job_worker import LEASE
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "kinds", {})


def in_seconds(seconds):
    return timezone.now() + timedelta(seconds=seconds)


async def until(predicate, timeout=4):
    async with asyncio.timeout(timeout):
        while not predicate():
            await asyncio.sleep(0.01)


async def until_jobs(count):
    """Wait until so many are left in the database."""
    async with asyncio.timeout(4):
        while await later(Job.objects.count) != count:
            await asyncio.sleep(0.02)


# The loop:


@pytest.fixture
def start(running_jobs):
    """Start the loop of this process."""
    return Hub.running


async def test_job_runs_when_it_is_due(start):
    ran = []
    jobs.job("note", "Note")(lambda n: ran.append((n, time.monotonic())))
    start()
    await asyncio.sleep(0.3)
    began = time.monotonic()
    await later(Job.objects.schedule, "note", in_seconds(0.5), n=1)
    await until(lambda: ran)
    assert 0.45 < ran[0][1] - began < 1.5
    await until_jobs(0)


async def test_job_that_was_due_while_no_process_ran_runs_with_the_next_one(start):
    ran = []
    jobs.job("note", "Note")(lambda n: ran.append(n))
    await later(Job.objects.schedule, "note", in_seconds(-3600), n=1)
    start()
    await until(lambda: ran == [1])


async def test_job_that_another_process_scheduled_is_found_by_polling(start, monkeypatch):
    ran = []
    monkeypatch.setattr(jobs, "POLL", 0.5)
    jobs.job("note", "Note")(lambda n: ran.append(n))
    start()
    await asyncio.sleep(0.3)
    await later(Job.objects.create, kind="note", ids={"n": 1}, due=in_seconds(0))
    await until(lambda: ran == [1], timeout=1.5)


async def test_slow_job_delays_neither_pages_nor_other_jobs(start):
    release, ran = threading.Event(), []
    jobs.job("slow", "Slow", in_transaction=False)(lambda: release.wait(10))
    jobs.job("note", "Note")(lambda n: ran.append(n))
    start()
    await later(Job.objects.schedule, "slow", in_seconds(-1))
    await asyncio.sleep(0.3)
    began = time.monotonic()
    await later(Job.objects.schedule, "note", in_seconds(0), n=1)
    assert time.monotonic() - began < 0.5
    await until(lambda: ran == [1], timeout=2)
    release.set()
    await until_jobs(0)


async def test_failing_job_is_logged_counted_and_ends_no_loop(start, caplog):
    ran, before = [], metrics["job_errors"]
    jobs.job("bad", "Bad")(lambda: 1 / 0)
    jobs.job("note", "Note")(lambda n: ran.append(n))
    start()
    await later(Job.objects.schedule, "bad", in_seconds(-1))
    await until(lambda: metrics["job_errors"] == before + 1)
    await later(Job.objects.schedule, "note", in_seconds(0), n=1)
    await until(lambda: ran == [1])
    await until_jobs(1)
    assert "The job bad failed" in caplog.text
    assert Hub.running().supervisor.down == set()
    assert (await later(Job.objects.get)).error == "ZeroDivisionError: division by zero"


async def test_claim_is_renewed_while_its_job_runs(start, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr(jobs, "RENEW", 0.2)
    release, runs = threading.Event(), []

    def slow():
        runs.append(1)
        release.wait(10)

    jobs.job("slow", "Slow", in_transaction=False)(slow)
    start()
    await later(Job.objects.schedule, "slow", in_seconds(-1))
    await until(lambda: runs)
    for _ in range(8):
        await asyncio.sleep(0.2)
        assert await later(Job.objects.claim) is None
    release.set()
    await until_jobs(0)
    assert runs == [1]


async def test_loop_survives_a_database_that_does_not_answer(monkeypatch, caplog):
    answers = iter([OSError("away")])
    ran = []
    jobs.job("note", "Note")(lambda n: ran.append(n))
    monkeypatch.setattr(jobs, "POLL", 0.1)

    class Queue:
        schedule_recurring, claim = Job.objects.schedule_recurring, Job.objects.claim
        renew = Job.objects.renew

        @staticmethod
        def next_due():
            for error in answers:
                raise error
            return Job.objects.next_due()

    monkeypatch.setattr(Hub, "background_loops", {"jobs": partial(JobLoop.run, Queue)})
    Hub.running()
    await later(Job.objects.schedule, "note", in_seconds(0), n=1)
    await until(lambda: ran == [1])
    assert "The database named no jobs: away" in caplog.text


# Several processes:


def database_url():
    """The test database, for another process."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    name = f"{of['USER']}:{of['PASSWORD']}@{of['HOST'] or 'localhost'}:{of['PORT'] or 5432}"
    return f"postgres://{name}/{of['NAME']}"


@pytest.fixture
def worker():
    """Start a process; it is ready, and begins when it is sent a line."""
    started = []

    def start(seconds):
        env = os.environ | {"DATABASE_URL": database_url(), "DATA_DIR": str(settings.DATA_DIR)}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.job_worker", str(seconds)],
            cwd=settings.BASE_DIR,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def begin(*processes):
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()


@pytest.mark.parametrize("kind", ["transaction", "plain"])
def test_two_processes_run_each_job_once(worker, kind):
    jobs.job(kind, "")(lambda n: None)
    for n in range(60):
        Job.objects.schedule(kind, in_seconds(-1), n=n)
    processes = [worker(0.001), worker(0.001)]
    begin(*processes)
    ran = [process.communicate(timeout=60)[0].split() for process in processes]
    assert all(ran), "one process ran them all"
    assert Counter(ran[0] + ran[1]) == Counter(map(str, range(60)))
    assert AuditEntry.objects.count() == 60
    assert not Job.objects.exists()


@pytest.mark.parametrize(("kind", "effects"), [("transaction", 1), ("plain", 2)])
def test_job_of_a_process_that_is_killed_runs_again_after_the_lease(worker, kind, effects):
    jobs.job(kind, "")(lambda n: None)
    Job.objects.schedule(kind, in_seconds(-1), n=1)
    killed, heir = worker(60), worker(0)
    begin(killed)
    assert killed.stdout.readline() == "1\n"
    killed.kill()
    killed.wait()
    assert Job.objects.claim() is None
    time.sleep(LEASE + 0.1)
    begin(heir)
    heir.communicate(timeout=20)
    assert AuditEntry.objects.count() == effects
    assert not Job.objects.exists()


def test_threads_that_claim_at_once_get_different_jobs():
    jobs.job("note", "")(lambda n: None)
    for n in range(4):
        Job.objects.schedule("note", in_seconds(-1), n=n)
    barrier, claimed = threading.Barrier(6), []

    def claim():
        barrier.wait()
        claimed.append(Job.objects.claim())
        connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(job.ids["n"] for job in claimed if job) == [0, 1, 2, 3]
