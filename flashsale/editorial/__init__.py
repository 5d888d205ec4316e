"""Notes on drops: writing, preview, publishing."""
