"""State-office downloads that are called Excel and are a web page with one table."""
