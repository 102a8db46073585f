"""What is lost when a prison closes, where it may go, and what has to be done by which day."""
