"""What Threadsheet keeps, and the shapes it has. No Flask, no RQ, no parsing, no rendering."""
