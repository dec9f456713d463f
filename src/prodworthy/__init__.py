"""prodworthy: is this deployment fit for production?"""

__version__ = "0.1.0"
