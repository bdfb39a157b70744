"""Many persons or statuses at once, from JSON, CSV files and workbooks; at once or in the background."""
