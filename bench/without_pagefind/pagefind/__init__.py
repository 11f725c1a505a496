"""Stands in Pagefind's place: where it is not installed, cop-kb builds without the full text."""
