"""From the sign-in page to one's own prison and out again, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def test_a_coordinator_signs_in_sees_the_prison_and_signs_out(page, sign_in, assert_accessible):
    page.goto("/accounts/login/")
    assert_accessible()
    sign_in(role="coordinator", prison="EXI")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("demonstration", exact=False).first).to_be_visible()
    assert_accessible()
    page.goto("/prisons/EXI/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Exeter")
    assert_accessible()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page).not_to_have_url(re.compile("/prisons/"))
    page.goto("/prisons/EXI/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_nothing_is_asked_of_another_host_and_the_policy_blocks_nothing(page, sign_in, portal):
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(role="coordinator", prison="EXI")
    page.goto("/prisons/EXI/")
    assert asked
    assert [url for url in asked if not url.startswith(portal.url)] == []
    assert complaints == []
