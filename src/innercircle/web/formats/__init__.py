"""How dates and times read in each language, where Django's own choice is unclear."""
