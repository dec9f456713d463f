"""`python -m prodworthy`."""

from prodworthy.cli import main

main()
