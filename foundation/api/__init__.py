"""What the endpoints of every app share: strict input, one shape of answers, scoped lists."""
