"""Security checks: what browsers are told, who may read what, and what must not be seen."""
