"""The server falls back to plain Daphne if this version of Daphne is not supported."""

import logging
import subprocess
import sys
from unittest.mock import Mock

from e2e.server import ROOT
from rooms.live.hub import Hub
from site_config.server import launch


def test_unsupported_daphne_is_used_plain_with_a_warning(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "site_config.server.live_server", None)
    with caplog.at_level(logging.WARNING):
        assert not launch._live_server_class()
    assert "slower way" in caplog.text


def test_hub_starts_with_the_server(monkeypatch):
    soon = []
    monkeypatch.setattr(launch, "warm_up", lambda: None)
    monkeypatch.setattr(launch, "make_server", lambda *args, **limits: Mock())
    monkeypatch.setattr(launch, "twisted_loop", Mock(call_soon=soon.append))
    launch.run(None, "127.0.0.1", 0, None)
    assert soon == [Hub.running]


def test_missing_autobahn_method_is_detected_at_import():
    code = (
        "from autobahn.websocket.protocol import WebSocketProtocol as protocol;"
        "del protocol.sendCloseFrame; import site_config.server.live_server"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )
    assert "ImportError: its WebSocket protocol lacks sendCloseFrame" in done.stderr
