"""What authors of documents mean beyond the letter of JSON Schema, as emitted packages do it."""
