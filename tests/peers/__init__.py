"""Stand-ins on loopback for what is out there: spoken to over real sockets."""
