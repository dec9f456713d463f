"""What every product of the demo stands on: accounts, tokens, limits, headers, storage, and the listeners."""
