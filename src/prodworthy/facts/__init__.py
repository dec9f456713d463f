"""What everything else speaks of: checks, outcomes, exchanges, records. No input, no output."""
