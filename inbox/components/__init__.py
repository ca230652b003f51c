"""The parts of a page that must react while somebody types: list, thread, composer."""
