"""A link that is a key stands in no line of the log, whatever became of the request."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from coordination.secret_links import HidesSecretLinks


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert HidesSecretLinks().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/invitations/6d549ccdc14d/", "/invitations/***/"),
        ("/accounts/password/reset/key/3-d0abc-123/", "/accounts/password/reset/key/***/"),
        ("/bulletins/leave/Im1l:1x:ab-c/", "/bulletins/leave/***/"),
        ("/bulletins/wishes/Im1l:1x:ab-c/", "/bulletins/wishes/***/"),
        ("/bulletins/join/confirm/.eJ:1x:ab-c/", "/bulletins/join/confirm/***/"),
        ("/prisons/EXI/invitations/7/cancel/", "/prisons/EXI/invitations/***/cancel/"),
    ],
)
def test_the_secret_part_of_an_address_is_hidden(path: str, shown: str) -> None:
    assert (
        line("Forbidden (%s): %s", "CSRF cookie not set.", path)
        == f"Forbidden (CSRF cookie not set.): {shown}"
    )


def test_other_lines_stay_as_they_are() -> None:
    assert line("Not Found: %s", "/prisons/EXI/queue/5/") == "Not Found: /prisons/EXI/queue/5/"


def test_every_handler_of_the_log_hides_them() -> None:
    assert all("secret_links" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
