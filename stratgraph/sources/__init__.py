"""The user's own copy of a source document: reading, digests, offsets, quotations and line accounting."""
