"""The worded content of a revision as plain data: to compare, to fill a form, to carry to another prison."""

from __future__ import annotations

from typing import Any, Final

from directory.models import Revision, Session
from directory.models.revision import COMMON_COLUMNS, COMMON_LISTS, LOCAL_COLUMNS, LOCAL_LISTS

# {column: value, list: sorted keys, "sessions": [{...}]}: what forms clean to and actions take.
Content = dict[str, Any]

COLUMNS: Final = COMMON_COLUMNS + LOCAL_COLUMNS
LISTS: Final = COMMON_LISTS + LOCAL_LISTS
SESSION_COLUMNS: Final = ("pattern", "weekday", "week_of_month", "counted_from", "begins", "ends", "place")

# The order of the form, of the difference and of every page that shows a whole text. `every_wing` is said
# with the wings.
SECTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("The service", ("name", "summary")),
    ("Who it is for", ("pathways", "groups", "sex", "minimum_age", "maximum_age", "other_rules")),
    ("When in the sentence", ("stages", "usual_wait_days", "least_time_days", "hands_over_to")),
    (
        "How, where and when",
        ("delivery_ways", "languages", "wings", "sessions", "by_appointment", "starts_on", "ends_on"),
    ),
    ("How to ask", ("ways_to_ask", "how_to_ask", "staff_procedure")),
    ("What stands behind it", ("evidence", "cost", "funded_until")),
)
ORDER: Final = tuple(name for _, names in SECTIONS for name in names)

LABELS: Final = {
    "groups": "Especially for", "sex": "Men or women", "minimum_age": "Youngest age", "maximum_age": "Oldest age",
    "stages": "Stage of the sentence", "usual_wait_days": "Usual wait", "least_time_days": "Least time needed",
    "hands_over_to": "Hands over to", "delivery_ways": "Ways of delivery", "every_wing": "Every wing",
    "sessions": "Sessions", "by_appointment": "By appointment", "ways_to_ask": "Ways to ask",
}  # fmt: skip


def label_of(name: str) -> str:
    """What a reader calls the field."""
    if name in LABELS:
        return LABELS[name]
    verbose = str(getattr(Revision._meta.get_field(name), "verbose_name", name))
    return verbose[:1].upper() + verbose[1:]


def content_of(revision: Revision) -> Content:
    """Keys for rows of other tables, sorted, so that two contents compare by `==`."""
    content: Content = {name: getattr(revision, name) for name in COLUMNS if name != "hands_over_to"}
    content["hands_over_to"] = revision.hands_over_to_id
    for name in LISTS:
        content[name] = sorted(item.pk for item in getattr(revision, name).all())
    content["sessions"] = sorted(map(session_content, revision.sessions.all()), key=_session_order)
    return content


def session_content(session: Session) -> dict[str, Any]:
    return {name: getattr(session, name) for name in SESSION_COLUMNS}


def normalised(content: Content) -> Content:
    """As `content_of` gives it: keys instead of rows, lists sorted, sessions in their order, nothing else."""
    plain: Content = {name: _key(content.get(name)) for name in COLUMNS}
    for name in COLUMNS:
        if isinstance(plain[name], str):
            plain[name] = plain[name].replace("\r\n", "\n").strip()
    for name in LISTS:
        plain[name] = sorted({_key(item) for item in content.get(name) or []})
    if plain["every_wing"]:
        plain["wings"] = []
    sessions = [
        {name: session.get(name) for name in SESSION_COLUMNS} for session in content.get("sessions") or []
    ]
    plain["sessions"] = sorted(sessions, key=_session_order)
    return plain


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)


def _session_order(session: dict[str, Any]) -> tuple[Any, ...]:
    return session["weekday"], session["begins"], session["ends"], session["place"]


def carried_over(common: Content, local: Content) -> Content:
    """What is the same at every prison from `common`, what is said of one prison from `local`."""
    carried = {name: common[name] for name in COMMON_COLUMNS + COMMON_LISTS}
    return carried | {name: local[name] for name in (*LOCAL_COLUMNS, *LOCAL_LISTS, "sessions")}


def texts_of(content: Content) -> dict[str, str]:
    """Every free text in the content, by the words for its field; places of sessions too."""
    texts = {label_of(name): content[name] for name in COLUMNS if isinstance(content.get(name), str)}
    return texts | places_of(content)


# Texts that go to the wings; the rest is for staff and may hold a telephone number.
FOR_THE_WINGS: Final = ("name", "summary", "other_rules", "how_to_ask")


def texts_for_the_wings(content: Content) -> dict[str, str]:
    """The free texts that are printed for people in prison, by the words for their field."""
    return {label_of(name): content.get(name) or "" for name in FOR_THE_WINGS} | places_of(content)


def places_of(content: Content) -> dict[str, str]:
    return {
        f"Place of session {number}": session.get("place") or ""
        for number, session in enumerate(content.get("sessions") or [], 1)
    }
