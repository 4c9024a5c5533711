"""HTTP itself: parameters, answers, problems, and what stands before every request."""
