"""Lists that come with the portal: added where a code is missing, never over somebody's wording.

Sources: the seven modules from Clinks, "The good prison" (2018); the wider catalogue is a suggestion that every prison
may change. Names of clearance levels are those in use; how long one is valid is not known for the country, so no
period ships with a level, and no refresh period with a module.
"""

from __future__ import annotations

from typing import Any, Final

MODULES: Final[tuple[tuple[str, str, bool, str], ...]] = (
    ("acct", "ACCT process", True, "How somebody at risk is cared for, and how to open an ACCT."),
    ("violence_reduction", "Violence reduction", True, "How violence is prevented, and what to do when you see it."),
    ("raising_a_concern", "Raising a concern about someone", True, "Whom you tell, how soon, and what happens then."),
    ("health_and_safety", "Health and safety", True, "Fire, first aid, and safe work inside."),
    ("safe_systems", "Safe systems of work", True, "How a task is done safely here, and who must agree to it."),
    ("security", "Security", True, "What may not come in, keys, doors, and what to report."),
    ("prison_life", "Prison Life", True, "What a day inside is like, told with people in prison."),
    ("key_talk", "Key talk", False, "Before anybody draws keys."),
    ("corruption_prevention", "Corruption prevention", False, "How pressure begins, and whom you tell."),
    ("personal_safety", "Personal safety", False, "Keeping yourself safe on a wing."),
    ("conditioning", "Conditioning and manipulation", False, "How people are drawn in step by step."),
    ("safeguarding", "Safeguarding", False, "Adults and children at risk."),
    ("prevent", "Prevent", False, "Noticing when somebody is drawn into terrorism."),
    ("information_security", "Information security", False, "Papers, passwords and what is said aloud."),
    ("fire", "Fire", False, "What you do when an alarm sounds inside."),
)  # fmt: skip

LEVELS: Final[tuple[tuple[str, str], ...]] = (
    ("standard_plus", "Standard Plus"),
    ("enhanced_2", "Enhanced Level 2"),
    ("ctc", "Counter-Terrorist Check (CTC)"),
    ("dbs", "DBS check"),
)

# For the checklist of a prison that has none yet; no prison gets them unasked. Who signs: `person`, `coordinator`.
SUGGESTED_STEPS: Final[tuple[tuple[str, str, str], ...]] = (
    ("identity", "Photo identity seen", "coordinator"),
    ("tour", "Tour of the prison, with the way in and the way out", "coordinator"),
    ("contact", "Met the person in the prison who looks after their work", "coordinator"),
    ("safer_custody", "Met the safer custody team", "coordinator"),
    ("acct_folder", "Shown where the ACCT folder is read before work begins", "coordinator"),
    ("key_talk", "Key talk, for whoever draws keys", "coordinator"),
    ("alarms", "Shown the alarms, the exits and where to wait when there is a fire", "coordinator"),
    ("not_allowed", "I know what I may not bring in or take out", "person"),
    ("concern", "I know whom to tell at once when I am worried about somebody", "person"),
    ("boundaries", "I know what to do when I am asked for a favour, a message or a thing", "person"),
    ("confidential", "I know what I keep to myself and what I must pass on", "person"),
    ("policies", "I have read the policies that I must acknowledge", "person"),
    ("shadowing", "Worked beside somebody who knows the prison", "coordinator"),
)  # fmt: skip
# Of these, what concerns only some: an induction is complete without it.
ONLY_FOR_SOME: Final = frozenset({"key_talk"})


def sync_after_migrate(**kwargs: Any) -> None:
    sync()


def sync() -> int:
    """Adds what is missing and returns how many rows."""
    from inductions.models import ClearanceLevel, TrainingModule

    modules = [
        TrainingModule(code=code, label=label, of_the_model=of_the_model, purpose=purpose, position=position)
        for position, (code, label, of_the_model, purpose) in enumerate(MODULES, 1)
    ]
    levels = [
        ClearanceLevel(code=code, label=label, position=position)
        for position, (code, label) in enumerate(LEVELS, 1)
    ]
    return _add_missing(TrainingModule, modules) + _add_missing(ClearanceLevel, levels)


def _add_missing(model: Any, items: list[Any]) -> int:
    present = set(model.objects.values_list("pk", flat=True))
    missing = [each for each in items if each.pk not in present]
    model.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
