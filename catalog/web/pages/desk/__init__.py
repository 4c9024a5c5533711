"""The pages of people: signing in, one's own account, and everybody's accounts for admins."""
