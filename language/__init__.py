"""Language processing: character folding, words, sentences, numerals."""
