"""What people type and send of needs, read into rows: numbers, names of areas, and whole files."""
