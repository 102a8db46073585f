"""What tells organisations apart beside the name: register numbers, the website, the postcode; each in one spelling."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

_CHARITY: Final = re.compile(r"(SCO?|NIC?)?0*(\d{6,7})(?:-(\d{1,3}))?(?![\d-])")
_COMPANY: Final = re.compile(r"^([A-Z]{0,2})0*(\d{1,8})$")
_POSTCODE: Final = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")
_HOST: Final = re.compile(r"^[\w-]+(\.[\w-]+)+$")
# Below these each has a site of its own: harbour.wordpress.com, somewhere.gov.uk.
_WITH_SITES_BELOW: Final = frozenset({"gov.uk", "wordpress.com"})
# Hosts on which an organisation has a page, not a site of its own: the whole address must be the same there.
_PAGES_OF_MANY: Final = frozenset(
    [
        "achurchnearyou.com", "ageuk.org.uk", "bsky.app", "carers.org", "charitycommission.gov.uk",
        "citizensadvice.org.uk", "crowdfunder.co.uk", "docs.google.com", "drive.google.com", "easyfundraising.org.uk",
        "eventbrite.co.uk", "eventbrite.com", "facebook.com", "fb.com", "fb.me",
        "girlguiding.org.uk", "girlguidingulster.org.uk", "gofundme.com", "gov.uk", "instagram.com",
        "jw.org", "justgiving.com", "linkedin.com", "linktr.ee", "localgiving.org",
        "meetup.com", "methodist.org.uk", "oscr.org.uk", "rotary-ribi.org", "salvationarmy.org.uk",
        "samaritans.org", "scouts.org.uk", "sea-cadets.org", "service.gov.uk", "sites.google.com",
        "thewi.org.uk", "threads.net", "tiktok.com", "totalgiving.co.uk", "twitter.com",
        "u3asites.org.uk", "vimeo.com", "wikipedia.org", "womens-institute.org.uk", "wordpress.com",
        "x.com", "yell.com", "youtube.com",
    ]
)  # fmt: skip


class Site(NamedTuple):
    """`address` is what is compared: the host, with the path where many share the host. "" says nothing."""

    address: str
    path: str


def charity_numbers(text: str) -> dict[str, str]:
    """{number in one spelling: number of the charity that it stands under}; nothing for what is no number.

    “SC038731”, “sc 38731 ” and “NIC100012” keep their register; English and Welsh numbers have no letters. A linked
    charity 1074546-2 stands under 1074546. Northern Ireland numbers all begin with 1 and have six digits.
    """
    found = {}
    packed = re.sub(r"\s", "", str(text)).upper().removesuffix(".0")
    for register, digits, part in _CHARITY.findall(packed):
        letters = register[:2] or ("NI" if len(digits) == 6 and digits[0] == "1" else "")
        if set(digits) != {"0"}:
            main = letters + digits
            found[f"{main}-{int(part)}" if int(part or 0) else main] = main
    return found


def charity_register(number: str) -> str:
    """SC, NI or, for England and Wales, nothing."""
    return number[:2] if number[:2].isalpha() else ""


def company_number(text: str) -> str:
    """Eight characters, with the zeros that a spreadsheet drops; "" for what is no number."""
    found = _COMPANY.match(re.sub(r"[\s.-]", "", str(text).removesuffix(".0")).upper())
    if not found or not found[2].strip("0"):
        return ""
    return found[1] + found[2].zfill(8 - len(found[1]))


def site(text: str) -> Site:
    """Where it leads, whatever the scheme, “www.” and the path; nothing for text that is no address."""
    typed = str(text).strip().casefold()
    try:
        parts = urlsplit(typed if "//" in typed else f"//{typed}")
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return Site("", "")
    if not _HOST.match(host):
        return Site("", "")
    path = parts.path.strip("/")
    many = next((end for end in _ends(host) if end in _PAGES_OF_MANY), "")
    if not many or (host != many and many in _WITH_SITES_BELOW):
        return Site(host, path)
    return Site(f"{many}/{path}" if path else "", path)


def _ends(host: str) -> list[str]:
    """“a.b.example.org” itself and each end of it, the longest first."""
    parts = host.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]


def postcode(text: str) -> str:
    """“ex44qj” as “EX4 4QJ”; "" for what is no postcode."""
    found = _POSTCODE.match(re.sub(r"\s", "", str(text)).upper())
    return f"{found[1]} {found[2]}" if found else ""
