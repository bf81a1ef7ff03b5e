"""Who signs in: people with a role, and programs with a key."""
