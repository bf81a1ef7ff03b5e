"""What goes wrong on a bad day, done on purpose; the books hold after each."""
