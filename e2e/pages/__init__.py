"""Page objects: what a person can do on a product's pages, found by role and label as people find it."""
