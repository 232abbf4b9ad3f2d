"""Närvarolots: attendance pilot for school staff."""
