"""Parsers for the settings that need more than a type."""

import contextlib
import os
import re
import socket
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from urllib.parse import urlsplit

import dj_database_url
from django.core.management.utils import get_random_secret_key


def port(value):
    """A TCP port. Raises ValueError for a number out of range."""
    if not 0 < value < 65_536:
        raise ValueError(f"PORT={value} is not a port; use a number from 1 to 65535")
    return value


def positive(name, value):
    """A number of things. Raises ValueError for one below 1."""
    if value < 1:
        raise ValueError(f"{name}={value} is too small; give at least 1")
    return value


def seconds(name, value):
    """A duration. Raises ValueError for a negative one."""
    if value < 0:
        raise ValueError(f"{name}={value} is negative; give a number of seconds, or 0 for none")
    return value


def writable_folder(path):
    """The folder, created if it is missing. Raises ValueError if it cannot be written to."""
    path = Path(path).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=path).close()
    except OSError as error:
        raise ValueError(f"DATA_DIR={path} cannot be written to ({error.strerror})") from error
    return path


def secret_key(path):
    """The key in the file `path`, which is created once and readable only by its owner.

    Processes that start together read the same key: the file appears with its whole content.
    """
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(get_random_secret_key())
            file.flush()
            _link_unless_exists(file.name, path)
    return path.read_text()


def _link_unless_exists(name, path):
    with contextlib.suppress(FileExistsError):
        os.link(name, path)


LOCAL_HOSTS = {"", "localhost", "127.0.0.1", "::1"}
PREFIX = re.compile(r"[\w.-]{1,80}", re.ASCII)


def redis_prefix(value, database):
    """What all names in Redis start with; derived from where the database is if it is empty.

    So two sites can share a Redis, and the processes of one site agree. Raises ValueError for
    one with other characters.
    """
    if value and not PREFIX.fullmatch(value):
        raise ValueError(f"REDIS_PREFIX={value} is not valid; use up to 80 letters, digits or ._-")
    return value or f"hearth-{_identity(database)}"


def _identity(database):
    is_local = database["HOST"] in LOCAL_HOSTS or database["HOST"].startswith("/")
    host = socket.gethostname() if is_local else database["HOST"]
    place = database["ENGINE"], host, str(database["PORT"] or ""), str(database["NAME"])
    return sha256("\n".join(place).encode()).hexdigest()[:12]


LOCK_TIMEOUT, STATEMENT_TIMEOUT, IDLE_TIMEOUT = 5, 30, 60
"Seconds that a statement waits for a lock, that it runs, and that a transaction may be idle."
POSTGRESQL = {
    "options": f"-c lock_timeout={LOCK_TIMEOUT}s -c statement_timeout={STATEMENT_TIMEOUT}s"
    f" -c idle_in_transaction_session_timeout={IDLE_TIMEOUT}s",
    "connect_timeout": 10,
    "application_name": "hearth",
}
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": LOCK_TIMEOUT,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
}


def database(url):
    """Django's settings for the database. Raises ValueError for a URL of another kind."""
    try:
        description = dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)
    except ValueError:
        kinds = "sqlite:///path or postgres://user:password@host/name"
        raise ValueError(f"DATABASE_URL is not valid; use {kinds}") from None
    if description["ENGINE"].endswith("sqlite3"):
        description["OPTIONS"] = SQLITE
        _make_private(description["NAME"])
    elif description["ENGINE"].endswith("postgresql"):
        description["OPTIONS"] = POSTGRESQL | description.get("OPTIONS", {})
    return description


def _make_private(path):
    """Take the files of a database that was made with another umask from everybody else."""
    for file in (f"{path}{end}" for end in ("", "-wal", "-shm")):
        with contextlib.suppress(OSError):
            os.chmod(file, 0o600)


def origins(given, hosts, port, https):
    """The origins (scheme, host, port) whose pages may post and open sockets.

    An empty list is derived from the hosts and the port. Raises ValueError for an entry that is
    not exactly scheme://host[:port].
    """
    for origin in given:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise ValueError(
                f"ORIGINS={origin} is not an origin; use one like https://chat.example.org"
            )
    if given:
        return [origin.rstrip("/") for origin in given]
    named = [host for host in hosts if "*" not in host and not host.startswith(".")]
    return [f"https://{host}" if https else f"http://{host}:{port}" for host in named]


def frames(given):
    """The origins whose pages may frame the link to the support desk. Raises ValueError."""
    for origin in given:
        parts = urlsplit(origin)
        is_origin = parts.scheme in ("http", "https") and parts.netloc and not parts.path.strip("/")
        if not is_origin or re.search(r"[\s;,*']", origin):
            raise ValueError(
                f"SUPPORT_FRAMES={origin} is not an origin; use one like https://www.example.org"
            )
    return [origin.rstrip("/") for origin in given]


TOKEN = re.compile(r"[\w.~+/=-]{16,}", re.ASCII)
NEW_TOKEN = "python3 -c 'import secrets; print(secrets.token_urlsafe())'"


def metrics_token(value):
    """The token of scrapers, empty for none. Raises ValueError for one that is easily guessed."""
    if value and not TOKEN.fullmatch(value):
        raise ValueError(
            "METRICS_TOKEN needs 16 or more letters, digits or -._~+/= without spaces; "
            f"make one with: {NEW_TOKEN}"
        )
    return value


SHORTEST_KEY = 32


def token_keys(given):
    """The keys that sign tokens of programs, the present one first. Raises ValueError for one that
    is easily guessed."""
    if any(len(key) < SHORTEST_KEY for key in given):
        raise ValueError(
            f"TOKEN_KEYS needs keys of {SHORTEST_KEY} or more letters; make one with: {NEW_TOKEN}"
        )
    return given


def networks(name, given):
    """The networks that a setting names. Raises ValueError for an invalid one, or one of all
    addresses."""
    return [_network(name, text.strip()) for text in given]


def _network(name, text):
    try:
        network = ip_network(text)
    except ValueError as error:
        raise ValueError(
            f"{name}={text} is not a network ({error}); use one like 10.0.0.0/8"
        ) from None
    if not network.prefixlen:
        raise ValueError(f"{name}={text} allows everyone; use a smaller network")
    return network
