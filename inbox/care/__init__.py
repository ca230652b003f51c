"""What a team does with it: the use cases. Rights are checked here, on every call."""
