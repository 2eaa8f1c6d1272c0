from tempfile import TemporaryDirectory

import pytest

from e2e.server import Site
from tests.stack.services import Postgres, Redis
from tests.stack.stack import SECRET_KEY, TEMPLATE, Stack


@pytest.fixture(scope="session")
def postgres():
    """A private PostgreSQL; not below pytest's folder, which each run of root closes to others."""
    with TemporaryDirectory(prefix="hearth-postgres-") as folder:
        postgres = Postgres(f"{folder}/cluster", max_connections=100)
        postgres.start()
        yield postgres
        postgres.stop()


@pytest.fixture(scope="session")
def prepared(postgres, tmp_path_factory):
    """A site with people and rooms, of whose database each test gets a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    site = Site(folder, SECRET_KEY=SECRET_KEY, DATABASE_URL=postgres.create(TEMPLATE))
    site.prepare()
    return site


@pytest.fixture
def redis(tmp_path):
    redis = Redis(tmp_path / "redis")
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def make_stack(postgres, redis, prepared, tmp_path):
    """Start so many processes of one site: `make_stack(2)`."""
    stacks = []

    def make(processes, *origins):
        database = f"site_{tmp_path.name}_{len(stacks)}"
        static = prepared.folder / "static"
        stack = Stack(tmp_path / database, static, postgres, redis, database, processes, *origins)
        stacks.append(stack)
        stack.start()
        return stack

    yield make
    for stack in stacks:
        stack.stop()


@pytest.fixture
async def start_stack(make_stack):
    """The same, for tests that open pages, which are closed at the end."""
    stacks = []

    def start(processes):
        stacks.append(make_stack(processes))
        return stacks[-1]

    yield start
    for stack in stacks:
        await stack.close_pages()
