"""From the platforms into the tables: when to poll, one poll, one page of it."""
