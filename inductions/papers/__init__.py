"""What is printed about people who come in: laid out from plain data, never from what a reader typed."""
