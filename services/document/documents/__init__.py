"""Documents: uploading, listing, downloading and deleting."""
