"""Several processes of one site, on one PostgreSQL and one Redis."""

import signal

from e2e.server import Site
from tests.server.client import signed_in_headers
from tests.stack.reader import Reader

TEMPLATE = "seeded"
"The database of a prepared site, of which each stack gets a copy."
SECRET_KEY = "the-key-that-all-processes-of-the-tests-share-and-nobody-else-knows"


class Stack:
    """`sites`: the processes, which share a new database, a Redis and a secret key.

    static: the folder of the collected static files. origins: further ones of its pages. nginx:
    stands before them, if it is given.
    """

    def __init__(
        self, folder, static, postgres, redis, database, processes, origins=(), nginx=None
    ):
        self.folder, self.static = folder, static
        self.postgres, self.redis, self.database = postgres, redis, database
        postgres.create(database, TEMPLATE)
        self.sites = [Site(folder / str(n)) for n in range(processes)]
        self.nginx = nginx
        self.urls = [nginx.url] if nginx else [site.url for site in self.sites]
        origins = [*origins, *self.urls, *(site.url for site in self.sites)]
        for site in self.sites:
            site.folder.mkdir(parents=True)
            site.variables = {
                "DATABASE_URL": postgres.url(database),
                "REDIS_URL": redis.url,
                "SECRET_KEY": SECRET_KEY,
                "ORIGINS": ",".join(origins),
            }
        self.readers, self.headers = [], {}

    def start(self):
        for site in self.sites:
            (site.folder / "static").symlink_to(self.static)
            site.launch()
        for site in self.sites:
            site.wait_until_up()
        if self.nginx:
            self.nginx.start([site.port for site in self.sites])

    def stop(self):
        if self.nginx:
            self.nginx.stop()
        for site in self.sites:
            if site.process and site.process.poll() is None:
                site.process.send_signal(signal.SIGCONT)  # a test may have failed in a pause
                site.stop()

    def neighbour(self):
        """Another site on the same PostgreSQL and Redis, not started: a copy of the seeded one."""
        folder = self.folder.parent / f"{self.folder.name}-neighbour"
        return Stack(folder, self.static, self.postgres, self.redis, f"{self.database}-too", 1)

    def sign_in(self, person):
        """The headers of the person's requests, good for every process."""
        if person not in self.headers:
            self.headers[person] = signed_in_headers(self.sites[0].url, person)
        return self.headers[person]

    async def open(self, person, slug="lobby", process=None):
        """A page that comes back by itself; to the given process alone, or to any."""
        urls = self.urls if process is None else [self.urls[process]]
        tls = self.nginx and self.nginx.tls()
        reader = Reader(urls, self.sign_in(person), slug, start=len(self.readers), tls=tls)
        self.readers.append(reader)
        await reader.open()
        return reader

    async def close_pages(self):
        for reader in self.readers:
            await reader.close()

    def stored(self, slug="lobby"):
        """{id: text} of the room's messages, in their order."""
        rows = self.postgres.run(
            "SELECT m.id, m.body FROM rooms_message m JOIN rooms_room r ON r.id = m.room_id"
            f" WHERE r.slug = '{slug}' ORDER BY m.seq",
            self.database,
        )
        return {str(pk): body for pk, body in rows}

    def deadlocks(self):
        (row,) = self.postgres.run(
            f"SELECT deadlocks FROM pg_stat_database WHERE datname = '{self.database}'"
        )
        return row[0]

    def faults(self):
        return [fault for site in self.sites if (fault := site.faults())]
