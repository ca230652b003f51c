"""Tables and the two ways to reach them; knows nothing of platforms or customers' care."""
