"""Wiring: the one place that reads the clock, schedules, and knows every room of the house."""
