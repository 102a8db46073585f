"""What FILES_... must be, alone and together: files in an S3-compatible store (FILES=s3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from coordination.configuration.rules import LOCAL_HOSTS

BUCKET_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
REGION_NAME: Final = re.compile(r"[a-z0-9-]{2,40}")
ADDRESSING: Final = ("path", "virtual")
ENCRYPTIONS: Final = ("AES256", "aws:kms")
OF_THE_STORE: Final = (
    "FILES_BUCKET", "FILES_ENDPOINT", "FILES_REGION", "FILES_KEY", "FILES_SECRET", "FILES_ADDRESSING",
    "FILES_ENCRYPTION",
)  # fmt: skip
# Servers that have no regions still want one in the signature; most take this.
NO_REGION: Final = "us-east-1"


def check_bucket(value: str) -> str | None:
    if not value or BUCKET_NAME.fullmatch(value):
        return None
    return (
        "FILES_BUCKET is no name of a bucket. Set it to the name alone: 3 to 63 small letters, digits, dots and"
        " hyphens, without s3:// or a host."
    )


def check_endpoint(value: str) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "FILES_ENDPOINT is not a web address. Set it to https:// and the host of the store."
    if parts.username or parts.password:
        return "FILES_ENDPOINT holds a user or a password. Put them into FILES_KEY and FILES_SECRET."
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "FILES_ENDPOINT holds more than a host. Put the bucket into FILES_BUCKET."
    return None


def check_production_endpoint(value: str) -> str | None:
    parts = urlsplit(value)
    if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        return "FILES_ENDPOINT sends files in the clear to another host. Use https:// instead of http://."
    return None


def check_region(value: str) -> str | None:
    if not value or REGION_NAME.fullmatch(value):
        return None
    return "FILES_REGION is no name of a region. Set it to one such as eu-west-2."


def check_together(values: Mapping[str, str]) -> list[str]:
    """Sentences on values that contradict each other."""
    if values["FILES"] in ("folder", "database"):
        unused = [name for name in OF_THE_STORE if values[name]]
        if not unused:
            return []
        return [
            f"{', '.join(unused)}: set, but FILES is “{values['FILES']}”, so files would not lie in the store."
            " Set FILES to s3, or leave them out."
        ]
    if values["FILES"] != "s3":
        return []  # Misspelt, which is said already.
    found = []
    if not values["FILES_BUCKET"]:
        found.append("FILES_BUCKET is missing. Set it to the name of the bucket; FILES is “s3”.")
    if not values["FILES_ENDPOINT"] and not values["FILES_REGION"]:
        found.append(
            "FILES_REGION is missing. Set it to the region of the bucket, such as eu-west-2; or set FILES_ENDPOINT,"
            " where the store is not Amazon's."
        )
    for given, missing in (("FILES_KEY", "FILES_SECRET"), ("FILES_SECRET", "FILES_KEY")):
        if values[given] and not values[missing]:
            found.append(
                f"{missing} is missing. Set FILES_KEY and FILES_SECRET both, or leave both out where the machine has"
                " a role of its own."
            )
    return found


def storages(values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return Django's storages in one bucket, each below a prefix of its own."""
    options = {
        "bucket_name": values["FILES_BUCKET"],
        "endpoint_url": values["FILES_ENDPOINT"] or None,
        "region_name": values["FILES_REGION"] or NO_REGION,
        "access_key": values["FILES_KEY"] or None,
        "secret_key": values["FILES_SECRET"] or None,
        # Servers of one's own seldom have a name for each bucket.
        "addressing_style": values["FILES_ADDRESSING"] or ("path" if values["FILES_ENDPOINT"] else "auto"),
        "encryption": values["FILES_ENCRYPTION"],
    }
    backend = "coordination.object_files.ObjectStorage"
    return {
        name: {"BACKEND": backend, "OPTIONS": options | {"location": name}} for name in ("default", "private")
    }
