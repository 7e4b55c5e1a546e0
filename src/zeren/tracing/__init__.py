"""A text of a regulation held against its model, sentence by sentence."""
