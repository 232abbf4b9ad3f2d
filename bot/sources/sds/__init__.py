"""Microsoft School Data Sync, CSV in its form v2.1: pupils, classes and staff for the school folder."""
