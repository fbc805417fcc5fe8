"""Labels the lines of a pasted text: names, handles, dates, words, counts, page furniture. Facts in, labels out; pure."""
