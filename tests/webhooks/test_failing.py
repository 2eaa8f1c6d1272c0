"""A webhook that is slow, fails or redirects: tried again for a day, never after a success."""

import ssl
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import AuditEntry, Job, Message, WebhookDelivery
from rooms.webhooks import client
from tests.deploy.certificate import make_certificate
from tests.webhooks.conftest import the_delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(listen, lobby, ben, say):
    """A message for the one webhook."""

    def tell():
        listen()
        return say(lobby, ben, "@echo hello")

    return tell


def the_job():
    return Job.objects.get(kind="webhook.send")


def later_by(**time):
    """As if that much time had passed."""
    time = timedelta(**time)
    for job in Job.objects.all():
        Job.objects.filter(pk=job.pk).update(due=job.due - time)
    for each in WebhookDelivery.objects.all():
        WebhookDelivery.objects.filter(pk=each.pk).update(began_at=each.began_at - time)
        if each.webhook.rests_until:
            each.webhook.rests_until -= time
            each.webhook.save()


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 500, 503])
def test_answer_that_is_no_success_is_noted_and_tried_again(tell, receiver, run_jobs, status):
    receiver.answers(status, Location="http://169.254.169.254/latest/")
    tell()
    run_jobs()
    found = the_delivery()
    assert (found.code, found.tries, found.is_waiting) == (status, 1, True)
    assert timedelta(seconds=4) < the_job().due - timezone.now() < timedelta(seconds=6)
    assert len(receiver.requests) == 1


def test_delay_doubles_and_ends_with_a_success(tell, receiver, run_jobs):
    receiver.answer = lambda n: (500 if n < 4 else 204, {}, b"")
    tell()
    for seconds in (5, 10, 20):
        run_jobs()
        left = (the_job().due - timezone.now()).total_seconds()
        assert seconds - 1 < left <= seconds + 1
        later_by(seconds=seconds + 1)
    run_jobs()
    found = the_delivery()
    assert (found.tries, found.code, found.error, found.webhook.failures) == (4, 204, "", 0)
    assert found.delivered_at
    ids = {request.headers["webhook-id"] for request in receiver.requests}
    assert len(ids) == 1


def test_delivery_is_given_up_after_a_day(tell, receiver, run_jobs):
    receiver.answers(500)
    tell()
    run_jobs()
    later_by(hours=23)
    run_jobs()
    assert the_delivery().is_waiting
    later_by(hours=2)
    run_jobs()
    assert the_delivery().failed_at
    assert not Job.objects.filter(kind="webhook.send").exists()


def test_delivery_that_was_given_up_can_be_sent_again(tell, receiver, run_jobs):
    receiver.answers(500)
    tell()
    run_jobs()
    later_by(hours=25)
    run_jobs()
    receiver.answers(204)
    assert the_delivery().send_again()
    run_jobs()
    assert the_delivery().delivered_at
    assert AuditEntry.objects.filter(verb="delivery retried").count() == 1


def test_delivery_is_never_sent_again_after_a_success(tell, receiver, run_jobs):
    tell()
    run_jobs()
    assert not the_delivery().send_again()
    Job.objects.schedule("webhook.send", timezone.now(), delivery=the_delivery().pk)
    run_jobs()
    assert len(receiver.requests) == 1


def test_answer_is_said_after_a_kill_between_the_two(tell, receiver, echo, run_jobs):
    tell()
    the_delivery().delivered(200, 5, "Half past three")
    run_jobs()
    Job.objects.schedule("webhook.send", timezone.now(), delivery=the_delivery().pk)
    run_jobs()
    assert receiver.requests == []
    assert Message.objects.get(author=echo).body == "Half past three"


def test_webhook_that_is_down_costs_a_try_at_a_time(listen, receiver, lobby, ben, say, run_jobs):
    receiver.answers(500)
    listen()
    for n in range(5):
        say(lobby, ben, f"@echo {n}")
    run_jobs()
    assert len(receiver.requests) == 1
    receiver.answers(204)
    later_by(seconds=6)
    run_jobs()
    assert len(receiver.requests) == 6
    assert not WebhookDelivery.objects.waiting().exists()


def test_message_that_is_never_taken_blocks_no_other(listen, receiver, lobby, ben, say, run_jobs):
    listen()
    receiver.answer = lambda n: (500 if b"poison" in receiver.requests[-1].body else 204, {}, b"")
    say(lobby, ben, "@echo poison")
    say(lobby, ben, "@echo water")
    run_jobs()
    later_by(seconds=5.2)
    run_jobs()
    assert [d.tries for d in WebhookDelivery.objects.order_by("pk")] == [1, 1]
    (waiting,) = WebhookDelivery.objects.waiting()
    assert waiting.message.body == "@echo poison"


def test_what_a_dead_webhook_was_not_told_for_a_day_is_given_up(
    listen, receiver, lobby, ben, say, run_jobs
):
    receiver.answers(500)
    listen()
    for n in range(5):
        say(lobby, ben, f"@echo {n}")
    for _ in range(2):
        run_jobs()
        later_by(hours=13)
    run_jobs()
    requests = len(receiver.requests)
    WebhookDelivery.objects.first().webhook.failed()
    run_jobs()
    assert len(receiver.requests) == requests
    assert not WebhookDelivery.objects.waiting().exists()


@pytest.fixture
def in_a_moment(monkeypatch):
    monkeypatch.setattr(client, "WITHIN", 0.4)


def drip(receiver):
    while not receiver.released.wait(0.05):
        yield b"a"


def test_answer_that_never_ends_is_cut_off(tell, receiver, run_jobs, in_a_moment):
    receiver.answer = lambda n: (200, {"Content-Type": "text/plain"}, drip(receiver))
    tell()
    began = time.monotonic()
    run_jobs()
    assert time.monotonic() - began < 2
    assert "no whole answer within" in the_delivery().error


def test_headers_that_never_come_are_cut_off(tell, receiver, run_jobs, in_a_moment):
    receiver.answer = lambda n: receiver.released.wait(5) and (204, {}, b"")
    tell()
    run_jobs()
    assert "no whole answer within" in the_delivery().error


def test_no_more_of_an_answer_is_read_than_64_kb(receiver):
    receiver.answer = lambda n: (200, {"Content-Type": "text/plain"}, [b"a" * 65_536] * 40)
    answer = client.post(receiver.address, b"{}", {})
    assert (answer.code, answer.body) == (200, None)


def test_redirect_into_a_private_network_is_not_followed(tell, receiver, run_jobs, settings):
    receiver.answers(302, Location=receiver.address)
    tell()
    run_jobs()
    assert len(receiver.requests) == 1
    assert "not followed" in the_delivery().error


def test_private_address_is_refused_when_it_is_connected_to(tell, receiver, run_jobs, settings):
    settings.WEBHOOK_NETWORKS = []
    tell()
    run_jobs()
    assert receiver.requests == []
    assert "not allowed" in the_delivery().error


# TLS


@pytest.fixture
def with_tls(receiver, tmp_path, monkeypatch):
    """The receiver has a certificate for localhost, which the site trusts."""
    make_certificate(tmp_path, "localhost")
    certificate, key = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    names = []
    server.sni_callback = lambda sock, name, context: names.append(name)
    receiver.server.socket = server.wrap_socket(receiver.server.socket, server_side=True)
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(client, "tls", lambda: trusting)
    return names


def test_certificate_is_checked_against_the_name(receiver, with_tls):
    port = receiver.server.server_port
    assert client.post(f"https://localhost:{port}/", b"{}", {}).code == 204
    assert with_tls == ["localhost"]
    with pytest.raises(client.Unreachable, match="certificate"):
        client.post(f"https://127.0.0.1:{port}/", b"{}", {})
