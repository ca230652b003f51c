"""From the tables to the platforms: sign, queue, send once, look."""
