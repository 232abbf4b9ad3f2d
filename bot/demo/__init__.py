"""The sample schools of `lots demo`: invented people, a term that always goes the same way."""
