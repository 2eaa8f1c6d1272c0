"""The page that other sites may frame, and nothing else of the desk."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings):
    settings.SUPPORT_FRAMES = ["https://shop.example"]


def test_nobody_frames_anything_without_the_setting():
    answer = Client().get("/support/frame/")
    assert answer.status_code == 404
    assert answer["X-Frame-Options"] == "DENY"


def test_only_the_link_may_be_framed(shop):
    framed, asked = Client().get("/support/frame/"), Client().get("/support/")
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors https://shop.example" in framed["Content-Security-Policy"]
    assert asked["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in asked["Content-Security-Policy"]


def test_page_for_frames_is_one_link_without_form_or_cookie(shop):
    answer = Client().get("/support/frame/")
    html = answer.content.decode()
    assert 'href="/support/"' in html
    assert 'target="_blank"' in html
    assert "<form" not in html
    assert "<script" not in html
    assert not answer.cookies
