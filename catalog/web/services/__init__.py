"""Services: what request handlers are handed, made once for each server process."""
