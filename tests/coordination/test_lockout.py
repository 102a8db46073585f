"""Failed sign-ins count against one account from one address, and the address cannot be chosen by the caller."""

import pytest
from django.test import RequestFactory

from coordination.lockout import account_of, address_of, place_of
from coordination.rate_limit import once_more


def request(forwarded=None, **posted):
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().post("/accounts/login/", posted, REMOTE_ADDR="192.0.2.1", **more)


@pytest.mark.parametrize("typed", ["Carys@Example.org", " carys@example.org "])
def test_capitals_and_blanks_do_not_buy_more_attempts(typed):
    assert account_of(request(login=typed)) == "carys@example.org"
    assert account_of(None, {"email": typed}) == "carys@example.org"
    assert account_of(request(), {"username": typed}) == "carys@example.org"


def test_nothing_typed_is_nobody():
    assert account_of(request()) is None
    assert account_of(None) is None


def test_without_a_proxy_the_header_is_the_callers_own_word():
    assert address_of(request("198.51.100.7")) == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1, 198.51.100.7", "198.51.100.7"),
        (2, "10.0.0.1, 198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, None, "192.0.2.1"),
    ],
)
def test_behind_proxies_the_entry_counts_that_the_outermost_wrote(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert address_of(request(forwarded)) == address


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("2001:db8:1:2:aaaa::7", "2001:db8:1:2::"),
        ("2001:DB8:1:2:0:0:0:1", "2001:db8:1:2::"),
        ("2001:db8:1:3::7", "2001:db8:1:3::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", "unknown"),
        ("", ""),
        (None, None),
    ],
)
def test_all_ipv6_addresses_of_one_network_are_one_place(address, place):
    assert place_of(address) == place


def test_another_address_of_ones_own_network_buys_no_more_attempts(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    allowed = [
        once_more("sand", address_of(request(f"2001:db8:7:7::{host:x}")), at_most=2, seconds=10**9)
        for host in range(1, 5)
    ]
    assert allowed == [True, True, False, False]
    assert once_more("sand", address_of(request("2001:db8:7:8::1")), at_most=2, seconds=10**9)
