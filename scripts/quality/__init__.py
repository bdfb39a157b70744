"""How well documents are read, measured on documents made here (and on the real ones beside the project)."""
