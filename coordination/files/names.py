"""What a file is called when it is handed out, and what its name may not say."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import Final

from coordination.plain_text import prison_numbers
from coordination.policies import Refused, prison_number_sentence

LONGEST: Final = 100
# Words that a certificate or a form of vetting carries in its name; glued to a year or a word they are found too.
VETTING: Final = re.compile(
    r"(?<![a-z])(e?dbs|crb|bpss)(?![a-z])|(?<![a-z])(e?dbs|crb)(?=check|cert|form|disclosure)|vetting"
    r"|disclosure and barring|disclosure cert|enhanced disclosure|basic disclosure|criminal record"
    r"|(?<![a-z])convictions?(?![a-z])|police check|security questionnaire",
    re.I,
)
NO_VETTING: Final = (
    "DBS certificates and vetting documents are never kept here. Record the level, the reference and the dates of the"
    " clearance instead."
)
# Windows opens a device under these names, whatever ending follows.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.I)
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def safe_name(name: str, ending: str) -> str:
    """Letters, figures and a few marks: nothing that a header, a folder or a screen could mistake."""
    plain = unicodedata.normalize("NFKC", name)
    stem = _ENDING.sub("", PurePath(plain.replace("\\", "/")).name.strip())
    kept = "".join(c if c.isalnum() or c in " -_()" else "-" for c in stem)
    kept = re.sub(r"-{2,}", "-", " ".join(kept.split()))[:LONGEST].strip(" -_")
    if _DEVICES.fullmatch(kept):
        kept = f"file {kept}"
    return (kept or "file") + ending


def check_name(name: str, *, of_a_person: bool) -> None:
    """Raises Refused for a name with a prison number in it, and for one that says vetting of a person.

    A prison's own policy may well be called “Vetting policy”.
    """
    for found in prison_numbers(name):
        raise Refused(f"{prison_number_sentence(found.text)} It is in the name of the file.")
    if of_a_person and VETTING.search(re.sub(r"[\W_]+", " ", name)):
        raise Refused(NO_VETTING)
