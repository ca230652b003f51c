"""The command line, one file a subject; each command calls one use case."""
