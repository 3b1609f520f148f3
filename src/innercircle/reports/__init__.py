"""A value in, bytes out: the account plan as PDF, DOCX, PPTX and XLSX, and the picture of a map.

Nothing here asks the database or reads the clock; whoever wants a document gathers the value first
(`documents.queries`). What a document says is put together in the reader's language in `composing`; what the writers
get are its `blocks`, so that they know neither Django nor a language.
"""
