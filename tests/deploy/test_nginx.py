"""deploy/nginx.conf in a real nginx, before two processes that answer with what reached them."""

import http.client
import json
import subprocess

import pytest

from tests.deploy.echo_app import EchoProcess
from tests.deploy.moved import DEPLOY
from tests.deploy.visitor import trusting

pytestmark = pytest.mark.stack

HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
FORGED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Port": "1",
    "X-Real-IP": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
    "Daphne-Root-Path": "/admin",
    "Daphne_Root_Path": "/admin",
}


@pytest.fixture(scope="module")
def site(machine):
    """nginx with the site file."""
    machine.install_site((DEPLOY / "nginx.conf").read_text())
    machine.start_nginx()
    return machine


@pytest.fixture
def processes(site):
    """Two processes behind it."""
    processes = [EchoProcess(site.port(port)) for port in (8001, 8002)]
    for process in processes:
        process.start()
    yield processes
    for process in processes:
        process.stop()


@pytest.fixture
def ask(site):
    """Send one request over TLS; return the response and its text."""

    def send(path, method="GET", body=None, **headers):
        tls = trusting(site.certificate)
        client = http.client.HTTPSConnection("localhost", site.port(443), context=tls, timeout=20)
        headers = {name.replace("__", "-"): value for name, value in headers.items()}
        client.request(method, path, body, headers)
        response = client.getresponse()
        text = response.read().decode()
        client.close()
        return response, text

    return send


def headers_of(text):
    return json.loads(text)["headers"]


def values(text, name):
    return [value for key, value in headers_of(text) if key == name]


def test_nginx_accepts_the_site_file_without_a_warning(site):
    tested = subprocess.run([*site.nginx_command(), "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    warnings = [line for line in tested.stderr.splitlines() if "[warn]" in line]
    assert [each for each in warnings if "http2" not in each] == []  # newer ones say it otherwise


def test_forged_headers_do_not_reach_the_site(processes, ask, site):
    response, text = ask("/", **FORGED)
    assert response.status == 200
    assert values(text, "x-forwarded-for") == ["127.0.0.1"]
    assert values(text, "x-forwarded-proto") == ["https"]
    assert values(text, "x-forwarded-host") == [f"localhost:{site.ports['443']}"]
    assert "evil" not in text
    assert "203.0.113.7" not in text
    assert "root" not in text.lower()


def test_forged_headers_do_not_reach_a_socket_or_a_static_file(processes, ask):
    for path, headers in (("/ws/site/", FORGED | HANDSHAKE), ("/static/a.css", FORGED)):
        _, text = ask(path, **headers)
        assert values(text, "x-forwarded-for") == ["127.0.0.1"]
        assert "203.0.113.7" not in text
        assert "root" not in text.lower()


def test_handshake_of_a_websocket_passes(processes, ask):
    _, text = ask("/ws/site/", **HANDSHAKE)
    assert (values(text, "connection"), values(text, "upgrade")) == (["upgrade"], ["websocket"])
    assert values(text, "sec-websocket-key") == ["dGhlIHNhbXBsZSBub25jZQ=="]


def test_no_other_protocol_is_upgraded_to(processes, ask):
    _, text = ask("/", Upgrade="h2c", Connection="Upgrade")
    assert values(text, "connection") == ["close"]


def test_plain_http_is_redirected(site):
    client = http.client.HTTPConnection("localhost", site.port(80), timeout=20)
    client.request("GET", "/rooms/lobby/?before=7")
    response = client.getresponse()
    assert response.status == 301
    assert response.headers["Location"] == f"{site.url}/rooms/lobby/?before=7"


def test_a_body_over_one_mebibyte_is_refused(processes, ask):
    assert ask("/", "POST", b"x" * 2**20)[0].status == 200
    try:
        status = ask("/", "POST", b"x" * 2**21)[0].status
    except ConnectionError:  # refused while it was still being sent
        status = 413
    assert status == 413


def test_headers_over_eight_kibibytes_are_refused(processes, ask):
    assert ask("/", Cookie="a" * 7000)[0].status == 200
    assert ask("/", Cookie="a" * 9000)[0].status == 400
    assert ask("/?" + "a" * 9000)[0].status == 414


def test_both_processes_are_used(processes, ask):
    ports = {json.loads(ask("/")[1])["port"] for _ in range(20)}
    assert ports == {process.port for process in processes}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_other_process_answers_while_one_restarts(processes, ask, method):
    gone, left = processes
    gone.stop()
    for _ in range(10):
        response, text = ask("/", method, b"x" if method == "POST" else None)
        assert (response.status, json.loads(text)["port"]) == (200, left.port)


def test_a_process_that_was_away_is_asked_again_at_once(processes, ask):
    for process in processes:
        process.stop()
    for _ in range(5):
        assert ask("/")[0].status == 503
    processes[0].start()
    assert [ask("/")[0].status for _ in range(5)] == [200] * 5


def test_a_page_says_when_no_process_answers(site, ask):
    response, text = ask("/rooms/lobby/")
    assert response.status == 503
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Refresh"] == "5"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Back in a moment" in text


def test_that_page_does_not_replace_a_form_that_was_sent(site, ask):
    response, text = ask("/rooms/lobby/", "POST", b"body=Hello")
    assert (response.status, response.headers["Refresh"]) == (503, None)
    assert "you can send it again" in text


def test_that_page_has_no_address_of_its_own(processes, ask):
    assert "Back in a moment" not in ask("/unavailable.html")[1]


@pytest.mark.parametrize("status", [404, 502, 503])
def test_an_answer_of_the_site_passes_as_it_is(processes, ask, status):
    for process in processes:
        process.statuses["/up"] = status
    response, text = ask("/up")
    assert (response.status, response.headers["Retry-After"]) == (status, None)
    assert "headers" in text


def test_a_new_static_file_comes_from_the_process_that_has_it(processes, ask):
    old, new = processes
    old.statuses["/static/new.css"] = 404
    for _ in range(10):
        response, text = ask("/static/new.css")
        assert (response.status, json.loads(text)["port"]) == (200, new.port)


def test_a_static_file_that_no_process_has_is_404(processes, ask):
    for process in processes:
        process.statuses["/static/none.css"] = 404
    assert ask("/static/none.css")[0].status == 404


def test_secret_paths_are_not_logged(processes, ask, site):
    ask("/join/sEcReT/")
    ask("/hooks/sEcReT/")
    ask("/setup/sEcReT/")
    ask("/static/a.css", Referer=f"{site.url}/join/sEcReT/")
    ask("/api/v1/me/?access_token=sEcReT")
    ask("/ws/api/v1/?x=hearth_sEcReT")
    ask("/rooms/lobby/")
    log = site.log("nginx/hearth")
    assert "/rooms/lobby/" in log
    assert "sEcReT" not in log
