"""How many people are trained and cleared at a prison: worked out from their records, never stored."""

from inductions.people_evidence.figures import Evidence, figures, today_at

__all__ = ["Evidence", "figures", "today_at"]
