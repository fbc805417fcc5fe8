"""The command line: the only room that sees both the server and the workers."""
