"""The page: it draws what the service answers and dispatches what a user does."""
