"""The rows of the sabotage table, by layer."""
