"""The short form of `make soak CASE=outbox`."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from e2e.chat.outbox.fuzz import fuzz

pytestmark = pytest.mark.stack


def test_random_faults_lose_and_double_nothing(tmp_path):
    with ThreadPoolExecutor(1) as thread:  # the other tests' browser has this thread's loop
        count, _ = thread.submit(asyncio.run, fuzz(tmp_path, rounds=1, seed=1)).result()
    assert count >= 4
