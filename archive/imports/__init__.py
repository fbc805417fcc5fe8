"""Imports: many addresses or a file at once, their rows, and the threads to choose from."""
