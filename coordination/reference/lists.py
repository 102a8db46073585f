"""The lists themselves, in the order in which forms and papers show them."""

from __future__ import annotations

from typing import Any


def _items(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"code": code, "label": label} for code, label in pairs]


# Symbols are names in the line-art set that build_frontend copies for print.
PATHWAYS: list[dict[str, Any]] = [
    {"code": "accommodation", "label": "Accommodation", "label_welsh": "Llety", "symbol": "accommodation"},
    {"code": "employment", "label": "Education, training and employment", "symbol": "education"},
    {"code": "health", "label": "Health care", "symbol": "health"},
    {"code": "drugs_alcohol", "label": "Drugs and alcohol", "symbol": "drugs-and-alcohol"},
    {"code": "finance", "label": "Finance, benefit and debt", "symbol": "finance"},
    {"code": "family", "label": "Children and families", "symbol": "families"},
    {"code": "thinking", "label": "Attitudes, thinking and behaviour", "symbol": "thinking"},
    {"code": "abuse", "label": "Abuse, rape or domestic violence", "symbol": "abuse", "women_only": True},
    {"code": "sex_work", "label": "Sex work", "symbol": "sex-work", "women_only": True},
]

LISTS: dict[str, list[dict[str, Any]]] = {
    "Pathway": PATHWAYS,
    "ProtectedCharacteristic": _items(
        ("age", "Age"),
        ("disability", "Disability"),
        ("gender_reassignment", "Gender reassignment"),
        ("marriage", "Marriage and civil partnership"),
        ("pregnancy", "Pregnancy and maternity"),
        ("race", "Race"),
        ("religion", "Religion or belief"),
        ("sex", "Sex"),
        ("sexual_orientation", "Sexual orientation"),
    ),
    "Group": _items(
        ("older", "Older people"),
        ("young_adults", "Young adults (18 to 25)"),
        ("lgbt", "LGBT people"),
        ("foreign_nationals", "Foreign nationals"),
        ("learning_disabilities", "People with learning disabilities"),
        ("neurodivergent", "Neurodivergent people"),
        ("care_leavers", "Care leavers"),
        ("veterans", "Veterans"),
        ("gypsy_roma_traveller", "Gypsy, Roma and Traveller people"),
        ("muslim", "Muslim people"),
        ("remand", "People on remand"),
        ("short_sentences", "People serving short sentences"),
        ("life_ipp", "People serving life or IPP"),
        ("mothers", "Mothers and pregnant women"),
        ("carers", "Carers"),
        ("minority_ethnic", "People from minority ethnic communities"),
        ("disabled", "Disabled people"),
        ("women", "Women"),
    ),
    "Stage": _items(
        ("reception", "Reception and induction"),
        ("during", "During the sentence"),
        ("last_twelve_weeks", "Last twelve weeks"),
        ("release", "Release (through the gate)"),
        ("after", "After release"),
        ("rotl", "Temporary release (ROTL)"),
    ),
    "WayToAsk": [
        {"code": "app", "label": "Send an app", "sentence": "Send an app."},
        {"code": "officer", "label": "Ask an officer or key worker", "sentence": "Ask an officer or your key worker."},
        {"code": "drop_in", "label": "Drop in", "sentence": "You can drop in. You do not need to book."},
        {"code": "peer", "label": "Ask a peer worker", "sentence": "Ask a peer worker on your wing."},
        {
            "code": "helpline",
            "label": "Call a freephone helpline on the PIN phone",
            "sentence": "Call the free helpline on the PIN phone.",
        },
        {"code": "write", "label": "Write", "sentence": "Write a letter."},
        {"code": "healthcare", "label": "Ask healthcare", "sentence": "Ask healthcare."},
        {"code": "chaplaincy", "label": "Ask the chaplaincy", "sentence": "Ask the chaplaincy."},
        {"code": "education", "label": "Ask education", "sentence": "Ask education."},
        {"code": "resettlement", "label": "Ask the resettlement team", "sentence": "Ask the resettlement team."},
        {"code": "safer_custody", "label": "Ask safer custody", "sentence": "Ask safer custody."},
        {
            "code": "staff_refer",
            "label": "Staff refer only",
            "sentence": "Staff have to refer you. Talk to an officer or your key worker.",
        },
    ],
    "DeliveryWay": _items(
        ("one_to_one", "One to one"),
        ("group", "In a group"),
        ("drop_in", "Drop-in"),
        ("workshop", "Workshop or course"),
        ("telephone", "By telephone"),
        ("letter", "By letter"),
        ("video", "By video link"),
        ("peer", "By peers"),
        ("visit", "In visits"),
        ("at_the_gate", "Met at the gate"),
    ),
    "Language": _items(
        ("en", "English"), ("cy", "Welsh"), ("ar", "Arabic"), ("bn", "Bengali"), ("bsl", "British Sign Language"),
        ("es", "Spanish"), ("fr", "French"), ("lt", "Lithuanian"), ("pa", "Punjabi"), ("pl", "Polish"),
        ("pt", "Portuguese"), ("ro", "Romanian"), ("so", "Somali"), ("sq", "Albanian"), ("ur", "Urdu"),
        ("vi", "Vietnamese"),
    ),
    "PrisonCategory": _items(
        ("A", "Category A"), ("B", "Category B"), ("C", "Category C"), ("D", "Category D"), ("open", "Open"),
        ("closed", "Closed"),
    ),
    "PrisonFunction": _items(
        ("reception", "Local or reception"), ("training", "Training"), ("resettlement", "Resettlement"),
        ("high_security", "High security"), ("open", "Open"), ("womens", "Women’s"),
        ("young_adult", "Young adult"),
    ),
}  # fmt: skip
