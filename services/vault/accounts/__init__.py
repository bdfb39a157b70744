"""What is held of a person: handing it out, and erasing it."""
