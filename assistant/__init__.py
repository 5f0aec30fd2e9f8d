"""The front ends: command line, chat, the writer and its language."""
