"""What editors do at the desk, over the API: uploads that are looked at first, the review, changes of many products."""
