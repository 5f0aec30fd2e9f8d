"""Conversations: threads pinned to a market and a date, kept, reopened and forked."""
