"""Pure functions that say what good care demands; no clock, no database, no network."""
