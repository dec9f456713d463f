"""The embedded demo deployment: real servers on loopback, and the faults that can be planted in them.

It imports nothing of the suite, and the suite imports nothing of it: they share only a URL, so that the suite cannot
grade itself.
"""
