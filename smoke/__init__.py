"""Post-deploy checks with their own deadlines."""
