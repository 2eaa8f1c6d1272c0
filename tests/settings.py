"""The site's settings, in a folder of their own and without what only slows tests down."""

import os
import tempfile
from urllib.parse import urlsplit

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hearth-tests-")
NAMES = "SECRET_KEY REDIS_URL ALLOWED_HOSTS ORIGINS HTTPS BEHIND_PROXY DEBUG PORT HSTS_SECONDS"
for name in NAMES.split():
    os.environ.pop(name, None)
for name in ("METRICS_TOKEN", "METRICS_NETWORKS", "TOKEN_KEYS", "WEBHOOK_NETWORKS"):
    os.environ.pop(name, None)
if stack := os.environ.get("HEARTH_STACK_REDIS"):  # see tests/stack
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = urlsplit(stack)._replace(path=f"/{number}").geturl()
    os.environ["REDIS_PREFIX"] = f"hearth-tests-{os.getpid()}"

from site_config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
(DATA_DIR / "static").mkdir(exist_ok=True)  # noqa: F405
