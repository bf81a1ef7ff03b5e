"""What a hire earns us, and whether it was paid. The top floor sees everything."""
