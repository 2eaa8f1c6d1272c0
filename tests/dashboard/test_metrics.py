"""The metrics for Prometheus: who may read them, and what they contain."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.utils import timezone
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse

from dashboard.models import Process
from rooms.live.metrics import BUCKETS
from rooms.models import Connection, Job

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-some-length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LABELS = {"process": "web1:7", "run": "p7"}


def process(number=7, **fields):
    now = timezone.now()
    base = {"name": f"p{number}", "host": "web1", "pid": number, "started_at": now, "seen_at": now}
    return Process.objects.create(**{**base, **fields})


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def scrape(client, token):
    """A function that scrapes once; its result gives the value of a metric by name and labels."""

    def read():
        text = client.get("/metrics", headers=BEARER).content.decode()
        samples = [sample for family in parse(text) for sample in family.samples]
        values = {(each.name, frozenset(each.labels.items())): each.value for each in samples}
        assert len(values) == len(samples), "a series appears twice"
        return lambda name, **labels: values.get((name, frozenset(labels.items())))

    return read


# Access:


def test_scraper_gets_404_without_a_token_or_network_setting(client, settings):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_scraper_with_the_token_gets_the_metrics(client, token):
    assert client.get("/metrics", headers=BEARER).status_code == 200
    assert client.get("/metrics", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.upper()}",
        "Bearer tökén",
        f"Basic {TOKEN}",
        f"Token {TOKEN}",
        TOKEN,
    ],
)
def test_wrong_credentials_are_refused_and_not_logged(client, token, caplog, authorization):
    headers = {} if authorization is None else {"Authorization": authorization}
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 403
    assert b"hearth_" not in response.content
    assert "Refused /metrics to 127.0.0.1" in caplog.text
    assert TOKEN.lower() not in caplog.text.lower()


def test_token_in_the_query_string_is_refused(client, token):
    assert client.get("/metrics", {"token": TOKEN, "access_token": TOKEN}).status_code == 403


def test_staff_without_the_token_get_403(client_of, sam, token):
    assert client_of(sam).get("/metrics").status_code == 403


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.1.2.3", 200),
        ("::ffff:10.1.2.3", 200),
        ("2001:db8::7", 200),
        ("11.1.2.3", 403),
        ("2001:db9::7", 403),
        ("::ffff:11.1.2.3", 403),
        ("::1", 403),
        ("", 403),
        ("unix:", 403),
    ],
)
def test_only_addresses_of_the_network_get_the_metrics(client, settings, address, status):
    settings.METRICS_NETWORKS = [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")]
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Remote-Addr", "Remote-Addr"]
)
def test_forwarded_address_in_a_header_is_ignored(client, settings, header):
    settings.METRICS_NETWORKS = [ip_network("10.0.0.0/8")]
    value = "for=10.1.2.3" if header == "Forwarded" else "10.1.2.3"
    response = client.get("/metrics", headers={header: value}, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 403


def test_empty_token_is_refused_where_only_a_network_is_set(client, settings):
    settings.METRICS_NETWORKS = [ip_network("10.0.0.0/8")]
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


# Content:


def test_counts_of_each_process_have_prometheus_names(scrape):
    process(7, totals={"posts": 4, "bytes": 900, "slow_closed": 1, "fan_out_seconds": 0.25})
    process(8, totals={"posts": 5})
    value = scrape()
    assert value("hearth_messages_total", **LABELS) == 4
    assert value("hearth_messages_total", process="web1:8", run="p8") == 5
    assert value("hearth_bytes_total", **LABELS) == 900
    assert value("hearth_slow_closed_total", **LABELS) == 1
    assert value("hearth_fan_out_seconds_total", **LABELS) == 0.25
    names = (
        "deliveries",
        "frames",
        "fan_out_frames",
        "refused",
        "errors",
        "connects",
        "bumps",
        "jobs",
        "job_errors",
    )
    for name in names:
        assert value(f"hearth_{name}_total", **LABELS) == 0


def test_metrics_give_times_in_seconds_and_memory_in_bytes(scrape):
    started = timezone.now() - timedelta(hours=1)
    process(sockets=3, memory=70_000_000, lag=250, database=4, layer=2, started_at=started)
    value = scrape()
    assert value("hearth_sockets", **LABELS) == 3
    assert value("hearth_memory_bytes", **LABELS) == 70_000_000
    assert value("hearth_loop_lag_seconds", **LABELS) == 0.25
    assert value("hearth_database_seconds", **LABELS) == 0.004
    assert value("hearth_layer_seconds", **LABELS) == 0.002
    assert value("hearth_start_time_seconds", **LABELS) == pytest.approx(started.timestamp())


def test_layer_that_does_not_answer_has_no_round_trip(scrape):
    process(layer=None)
    assert scrape()("hearth_layer_seconds", **LABELS) is None


def test_round_trips_form_a_cumulative_histogram(scrape):
    totals = {"within_1": 2, "within_20": 3, "slower": 1, "beats": 6, "beat_seconds": 12.5}
    process(totals=totals)
    value = scrape()

    def within(bound):
        return value("hearth_round_trip_seconds_bucket", le=bound, **LABELS)

    assert [within(bound) for bound in ("0.001", "0.013", "0.02", "10.0")] == [2, 2, 5, 5]
    assert within("+Inf") == value("hearth_round_trip_seconds_count", **LABELS) == 6
    assert value("hearth_round_trip_seconds_sum", **LABELS) == 12.5
    assert None not in [within(str(bound / 1000)) for bound in BUCKETS]


def test_metrics_count_people_and_rooms_once_for_the_site(scrape, ana, ben, lobby):
    for person in (ana, ana, ben):
        Connection.objects.create(user=person, room=lobby, process="p")
    value = scrape()
    assert value("hearth_people_online") == 2
    assert value("hearth_rooms_in_use") == 1


def test_metrics_count_jobs_once_for_the_site(scrape):
    now = timezone.now()
    for n, seconds in enumerate([-60, 90, 30]):
        Job.objects.create(kind="prune", ids={"n": n}, due=now - timedelta(seconds=seconds))
    long_ago = now - timedelta(days=1)
    Job.objects.create(kind="prune", due=long_ago, failed_at=now, error="No")
    value = scrape()
    assert (value("hearth_jobs_due"), value("hearth_jobs_failed")) == (2, 1)
    assert 90 <= value("hearth_jobs_late_seconds") < 100
    Job.objects.all().delete()
    assert scrape()("hearth_jobs_late_seconds") == 0


def test_metrics_leave_out_a_process_that_ended(scrape):
    process(7, seen_at=timezone.now() - timedelta(seconds=6))
    process(8)
    value = scrape()
    assert value("hearth_sockets", **LABELS) is None
    assert value("hearth_sockets", process="web1:8", run="p8") == 0


def test_two_processes_with_the_same_pid_are_separate_series(scrape):
    process(7, name="before")
    process(7, name="after")
    assert scrape()("hearth_sockets", process="web1:7", run="after") == 0


def test_scrape_needs_no_more_queries_for_more_processes(client, token, django_assert_num_queries):
    for number in range(5):
        process(number)
    with django_assert_num_queries(3):
        client.get("/metrics", headers=BEARER)


def test_answer_is_plain_text_and_is_not_cached(client, token):
    response = client.get("/metrics", headers=BEARER)
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in response.headers["Cache-Control"]


def test_scraper_that_accepts_openmetrics_gets_openmetrics(client, token):
    process()
    accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
    response = client.get("/metrics", headers={**BEARER, "Accept": accept})
    assert response.headers["Content-Type"].startswith("application/openmetrics-text; version=1")
    names = {family.name for family in parse_openmetrics(response.content.decode())}
    assert {"hearth_messages", "hearth_round_trip_seconds"} <= names


def test_scraper_without_tls_is_not_redirected_to_https(client, token, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/metrics", headers=BEARER).status_code == 200


def test_view_allows_head_and_refuses_writing_methods(client, token):
    assert client.head("/metrics", headers=BEARER).status_code == 200
    for method in ("post", "put", "delete"):
        assert getattr(client, method)("/metrics", headers=BEARER).status_code == 405
