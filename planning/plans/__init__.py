"""What shows that something was done, how far an action plan is, and what an inspector asks. Nothing here writes."""
