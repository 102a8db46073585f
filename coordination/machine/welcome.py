"""What the terminal shows when the portal is ready."""

from __future__ import annotations

import http.client
import io
from typing import Any

from django.conf import settings
from django.core.management import call_command


def status_of(host: str, port: int, path: str = "/") -> int | None:
    """Return the HTTP status that the web server answers with, or None when it does not answer."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def demo_accounts() -> list[str]:
    """Return the lines of `manage.py demo_accounts`."""
    output = io.StringIO()
    call_command("demo_accounts", stdout=output)
    return output.getvalue().splitlines()


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
    """Return the lines of a plain table, a heading first."""
    cells = [[name.capitalize() for name in columns]]
    cells += [[str(row.get(name) or "-") for name in columns] for row in rows]
    widths = [max(len(line[position]) for line in cells) for position in range(len(columns))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]


def text(address: str, *, demonstration: bool) -> str:
    """Return the words for the terminal: address, where things are, and the demonstration's accounts."""
    lines = ["", f"{settings.SITE_NAME} is ready:  {address}", f"Data, logs and keys:  {settings.DATA_DIR}"]
    if settings.CONFIGURATION["EMAIL_URL"].startswith("files"):
        lines.append(f"E-mail is not sent but written to:  {settings.DATA_DIR / 'mail'}")
    if demonstration:
        lines += ["", "Demonstration: enter nothing real. Accounts:", ""]
        lines += [f"  {line}" for line in demo_accounts()]
    return "\n".join([*lines, "", "Ctrl-C stops everything.", ""])
