"""What all endpoints share: strict input, one shape of responses, scoped lists."""
