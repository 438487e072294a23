"""One file for each page of the console, with the forms that stand on it."""
