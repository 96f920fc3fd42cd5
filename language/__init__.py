"""What Wenbao knows of the language: folding, words, sentences, word vectors."""
