"""One factory a model. Its traits are situations the office would recognise."""
