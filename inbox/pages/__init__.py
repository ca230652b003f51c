"""One file a page: read one view, draw, hand over to one use case."""
