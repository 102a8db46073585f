"""What HM Inspectorate of Prisons expects, in short. Edition, number and wording are data: editions change them.

Sources: Expectations for men's prisons, version 5 (2017), number 80. That a later edition numbers it 81 was told to us;
its wording was not seen, nor that of the edition for women's prisons. Both say so on the page.
"""

from __future__ import annotations

from typing import Any, Final

NEEDS_ARE_MET: Final = "Prisoners’ needs are met by coordinated rehabilitation services"
STRATEGY: Final = ["needs_assessment", "gap_report", "priority_met", "action_plan"]
TOGETHER: Final = ["meeting", "minutes", "event", "bulletin", "outcome"]
STAFF_KNOW: Final = ["edition_staff", "edition_people", "bulletin", "queries_answered"]
SUPPORTED: Final = [
    "map",
    "services_approved",
    "services_confirmed",
    "inducted",
    "policy_published",
    "policies_acknowledged",
]
NAMED: Final = ["named_manager"]
TRAINED: Final = ["training_session"]

# (number, in short, kinds of evidence). None: the portal cannot evidence it. It holds nothing about individuals.
MEN: Final[tuple[tuple[int, str, list[str]], ...]] = (
    (1, "A local rehabilitation strategy covers all groups of people held here.", STRATEGY),
    (2, "Organisations and departments work together.", TOGETHER),
    (3, "Information about individuals is shared soundly.", []),
    (4, "Case managers coordinate the work with each person.", []),
    (5, "Each person has one central case record that is up to date.", []),
    (6, "Staff know the services and promote them.", STAFF_KNOW),
    (7, "Relevant voluntary organisations are supported to work here.", SUPPORTED),
    (8, "A named manager coordinates the voluntary sector.", NAMED),
    (9, "Partners take part in the prison’s training, for example on preventing suicide and self-harm.", TRAINED),
)  # fmt: skip

EXPECTATIONS: Final[tuple[dict[str, Any], ...]] = (
    {
        "code": "men-version-5", "edition": "Expectations for men’s prisons, version 5 (2017)", "number": "80",
        "sentence": NEEDS_ARE_MET, "for_women": False, "indicators": MEN,
    },
    {
        "code": "men-later", "edition": "Expectations for men’s prisons, a later edition", "number": "81",
        "sentence": NEEDS_ARE_MET, "for_women": False, "indicators": MEN,
        "unverified": "Nobody has checked the wording of this edition. Its indicators are those of version 5.",
    },
    {
        "code": "women", "edition": "Expectations for women’s prisons", "number": "",
        "sentence": "Women’s needs are met by coordinated services", "for_women": True,
        "unverified": "Nobody has checked the wording and the numbers of this edition. The points below are ours,"
        " not the inspectorate’s.",
        "indicators": (
            (1, "What women here need is known, and services are planned for all of them.", STRATEGY),
            (2, "Organisations and departments work together.", TOGETHER),
            (3, "Work with each woman is coordinated and recorded in one place.", []),
            (4, "Staff know the services and promote them.", STAFF_KNOW),
            (5, "Organisations, among them small ones led by women, are supported to work here.", SUPPORTED),
            (6, "A named manager coordinates the voluntary sector.", NAMED),
            (7, "Partners take part in the prison’s training.", TRAINED),
        ),
    },
)  # fmt: skip
