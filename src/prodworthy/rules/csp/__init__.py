"""Content Security Policy Level 3: what a set of policies really allows, and what is wrong with it."""

from prodworthy.rules.csp.judge import judge
from prodworthy.rules.csp.policy import Policy, effective_set, parse, read

__all__ = ["Policy", "effective_set", "judge", "parse", "read"]
