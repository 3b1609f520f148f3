"""How values read in the reader's language: what pages, documents and messages share."""
