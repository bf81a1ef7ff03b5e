"""Who hires, on what terms, for what role. The lowest of the three floors."""
