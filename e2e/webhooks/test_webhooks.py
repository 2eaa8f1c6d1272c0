"""A bot answers through its webhook, and a service writes at a secret address."""

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from e2e.browser import message, post

HOOKS = "/rooms/lobby/hooks/"


def bot_path(site):
    (pk,) = site.read("User.objects.filter(username='echo').values_list('pk', flat=True)")
    return f"/bots/{pk}/webhooks/"


def test_bot_answers_who_mentions_it(site, visit, receiver):
    receiver.answers(body=b"Half past **three**")
    ana = visit("ana", bot_path(site))
    ana.get_by_label("Address").fill(receiver.address)
    ana.get_by_role("button", name="Make a webhook").click()
    expect(ana.locator(".secret__text")).to_have_text(re.compile("^whsec_"))
    ben = visit("ben")
    post(ben, "@echo what time is it?")
    expect(message(ben, "Half past three")).to_be_visible()
    sam = visit("sam", "/dashboard/webhooks/")
    expect(sam.locator("tbody tr")).to_contain_text(["delivered"])


@pytest.mark.parametrize("has_script", [True, False])
def test_service_writes_until_the_address_is_revoked(site, visit, has_script):
    sam = visit("sam", HOOKS) if has_script else visit.without_script("sam", HOOKS)
    sam.get_by_label("Name").fill("Deploys")
    sam.get_by_role("button", name="Make an address").click()
    address = sam.locator(".secret__text")
    expect(address).to_have_text(re.compile(rf"^{site.url}/hooks/[\w-]+/$"))
    assert urlopen(address.inner_text(), b"Deploy done").read() == b"Posted.\n"
    ben = visit("ben")
    expect(message(ben, "Deploy done")).to_be_visible()
    sam.get_by_role("button", name="Revoke Deploys").click()
    expect(sam.locator(".token")).to_have_count(0)
    (hooks,) = site.read("[IncomingWebhook.objects.standing().count()]")
    assert hooks == "0"
