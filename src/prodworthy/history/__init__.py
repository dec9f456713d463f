"""The history of runs: what came of every check in every run, kept in a database.

`recording` is what a run uses: it hands everything to a process of its own, so that a run neither waits for a database
nor pays for its library. `store` is the history itself, for everything else. Nothing that goes wrong in here can
change a verdict.
"""
