"""What every layer observes."""
