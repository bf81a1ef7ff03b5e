"""The whole house as one file: written, proved, restored, and moved to another database."""
