"""Edlevo's Absence API v2 (Tieto): events as XML, read anew in a sliding window."""
