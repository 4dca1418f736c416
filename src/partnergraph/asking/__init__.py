"""Questions as people write them: names, days and territories in words, and sheets of proposed deals."""
