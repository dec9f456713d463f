"""Rules: pure judgement of observed values."""
