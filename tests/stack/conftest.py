import asyncio

import pytest

from e2e.server import Site
from tests.stack.services import Postgres, Redis
from tests.stack.stack import SECRET_KEY, Stack

TEMPLATE = "seeded"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A private PostgreSQL with a seeded database, of which each test gets a copy."""
    folder = tmp_path_factory.mktemp("postgres")
    postgres = Postgres(folder / "cluster", max_connections=100)
    postgres.start()
    seeding = Site(
        folder / "seeding", SECRET_KEY=SECRET_KEY, DATABASE_URL=postgres.create(TEMPLATE)
    )
    seeding.folder.mkdir()
    seeding.prepare()
    yield postgres
    postgres.stop()


@pytest.fixture
def redis(tmp_path):
    redis = Redis(tmp_path / "redis")
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
async def start_stack(postgres, redis, tmp_path):
    """Start so many processes of one site: `start_stack(2)`."""
    stacks = []

    def start(processes):
        database = f"site_{tmp_path.name}_{len(stacks)}"
        postgres.create(database, TEMPLATE)
        stack = Stack(tmp_path / database, postgres, redis, database, processes)
        stacks.append(stack)
        stack.start()
        return stack

    yield start
    for stack in stacks:
        await stack.close_pages()
        await asyncio.to_thread(stack.stop)
