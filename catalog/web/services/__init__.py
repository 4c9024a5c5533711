"""Services of request handlers, made once for each server process."""
