"""Labels the lines of a pasted text: names, handles, dates, words, counts, boilerplate. Facts in, labels out; pure."""
