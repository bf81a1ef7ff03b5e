"""Does the suite still notice? Small faults go into a copy of the source, and its tests run."""
