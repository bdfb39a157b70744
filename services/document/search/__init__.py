"""Finding passages: by meaning and by words, inside one vault."""
