"""SS 12000:2020, the Swedish standard between school systems: 2.0 and 2.1."""
