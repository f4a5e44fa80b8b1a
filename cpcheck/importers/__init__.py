"""Source documents: readers that give a neutral document, and what is looked for in it."""
