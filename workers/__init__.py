"""What happens to a submission: fetch, read, unroll, tag, render."""
