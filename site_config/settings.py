"""Settings, all read from the environment.

An invalid value stops the start with one line that names it. README lists the variables.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env, EnvError

from site_config.environment import (
    database,
    frames,
    metrics_token,
    networks,
    origins,
    port,
    positive,
    redis_prefix,
    seconds,
    secret_key,
    token_keys,
    writable_folder,
)

os.umask(0o077)  # what the site writes is for its own account

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

try:
    DEBUG = env.bool("DEBUG", False)
    HTTPS = env.bool("HTTPS", False)
    HSTS_SECONDS = seconds("HSTS_SECONDS", env.int("HSTS_SECONDS", 0))
    HSTS_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
    HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
    BEHIND_PROXY = env.bool("BEHIND_PROXY", HTTPS)
    CONNECTIONS_PER_ADDRESS = positive(
        "CONNECTIONS_PER_ADDRESS", env.int("CONNECTIONS_PER_ADDRESS", 2_000)
    )
    HOST = env.str("HOST", "127.0.0.1")
    PORT = port(env.int("PORT", 8000))
    SITE_NAME = env.str("SITE_NAME", "Hearth")
    DATA_DIR = writable_folder(env.path("DATA_DIR", BASE_DIR / "var"))
    SECRET_KEY = env.str("SECRET_KEY", "") or secret_key(DATA_DIR / "secret_key")
    DATABASE_URL = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'hearth.sqlite3'}"
    REDIS_URL = env.str("REDIS_URL", "")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
    ORIGINS = origins(env.list("ORIGINS", []), ALLOWED_HOSTS, PORT, HTTPS)
    DATABASES = {"default": database(DATABASE_URL)}
    REDIS_PREFIX = redis_prefix(env.str("REDIS_PREFIX", ""), DATABASES["default"])
    TOKEN_KEYS = token_keys(env.list("TOKEN_KEYS", []))
    SUPPORT_FRAMES = frames(env.list("SUPPORT_FRAMES", []))
    METRICS_TOKEN = metrics_token(env.str("METRICS_TOKEN", ""))
    METRICS_NETWORKS = networks("METRICS_NETWORKS", env.list("METRICS_NETWORKS", []))
    WEBHOOK_NETWORKS = networks("WEBHOOK_NETWORKS", env.list("WEBHOOK_NETWORKS", []))
except (EnvError, ValueError, OSError) as error:
    sys.exit(f"hearth: {error}")

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_htmx",
    "rooms",
    "dashboard",
    "site_config",
]

MIDDLEWARE = [
    "rooms.site.middleware.isolation",
    "django.middleware.security.SecurityMiddleware",
    "rooms.site.middleware.kept_files",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "site_config.server.gzip.QuickGZipMiddleware",
    "rooms.api.middleware.api_door",  # before whatever reads cookies or is for documents
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rooms.site.health.health_check",
    "rooms.site.cached_answers.cached_answers",
    "rooms.site.middleware.page_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rooms.support.middleware.guests",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rooms.site.middleware.no_store",
    "rooms.site.middleware.whole_page_redirects",
    "rooms.site.middleware.audit_actor",
    "rooms.site.middleware.language_and_time_zone",
    "rooms.site.middleware.rate_of_forms",
    "rooms.site.unavailable.unavailable_database",
]

if DEBUG:
    INSTALLED_APPS.append("django_browser_reload")
    MIDDLEWARE.append("django_browser_reload.middleware.BrowserReloadMiddleware")

ROOT_URLCONF = "site_config.urls"
ASGI_APPLICATION = "site_config.asgi.application"

TEMPLATE_LOADERS = [
    "site_config.template_loader.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": TEMPLATE_LOADERS
            if DEBUG
            else [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rooms.site.context.site",
            ],
        },
    }
]

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
    SHARED_CACHE = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    SHARED_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

CACHES = {"default": SHARED_CACHE}

AUTH_USER_MODEL = "rooms.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_PATHS = (
    *("/accounts/login/", "/accounts/password/", "/join/", "/setup/"),
    *("/admin/login/", "/admin/rooms/user/", "/api/token/"),
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

REST_FRAMEWORK = {  # what describes the views; see rooms/api/door.py
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "rooms.api.schema.Description",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hearth",
    "DESCRIPTION": "What a page of the site can do, as JSON. See docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SECURITY": [{"bearer": []}],
    "APPEND_COMPONENTS": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
}
SIMPLE_JWT = {"REFRESH_TOKEN_LIFETIME": timedelta(days=30)}  # access tokens: its five minutes

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English (UK)"), ("en-us", "English (US)")]
LOCALE_PATHS = [BASE_DIR / "site_config/locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "uploads"

WHITENOISE_ALLOW_ALL_ORIGINS = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # of pages, not of files: see page_headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_TRUSTED_ORIGINS = ORIGINS
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^up$", r"^alive$", r"^metrics$"]  # requested without the proxy
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = HSTS_SECONDS
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_SUBDOMAINS
    SECURE_HSTS_PRELOAD = HSTS_PRELOAD

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "refusals": {"()": "site_config.bounded_log.Refusals"},
        "bounded": {"()": "site_config.bounded_log.Bounded"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals", "bounded"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"daphne": {"level": "WARNING"}, "django": {"handlers": [], "propagate": True}},
}
