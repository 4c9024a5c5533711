"""HTTP itself: parameters, responses, problems, and the middleware before every request."""
