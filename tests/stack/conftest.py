from contextlib import ExitStack
from itertools import count, repeat
from tempfile import TemporaryDirectory

import pytest

from e2e.server import Site
from tests.stack.nginx import nginx_if
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
    with ExitStack() as stacks:
        names = map("site_{}_{}".format, repeat(tmp_path.name), count())

        def make(processes, *origins, behind_nginx=False):
            name, static = next(names), prepared.folder / "static"
            nginx = stacks.enter_context(nginx_if(behind_nginx))
            where = tmp_path / name, static, postgres, redis, name
            stack = Stack(*where, processes, origins, nginx)
            stacks.callback(stack.stop)
            stack.start()
            return stack

        yield make


@pytest.fixture
async def start_stack(make_stack):
    """The same, for tests that open pages, which are closed at the end."""
    stacks = []

    def start(processes, **options):
        stacks.append(make_stack(processes, **options))
        return stacks[-1]

    yield start
    for stack in stacks:
        await stack.close_pages()
