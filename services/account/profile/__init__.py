"""The account itself, as its owner sees it."""
