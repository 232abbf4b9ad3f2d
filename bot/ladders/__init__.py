"""The shipped routines and how a ladder file is found."""
