"""What people and machines read after a run. Everything here is made from the run record alone, without a network."""

from prodworthy.reporting.outputs import write_outputs

__all__ = ["write_outputs"]
