"""Who may come in, who is expected and who is in: gathered for one prison and day in a fixed number of queries."""

from inductions.gate.answers import facts_of, training_of, verdicts

__all__ = ["facts_of", "training_of", "verdicts"]
