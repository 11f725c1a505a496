"""Findings → text, json, github: one file a format, each a function from a summary to text."""
