"""The relationship map: who of ours knows whom of theirs, who decides what, where the holes are, and the six steps."""
