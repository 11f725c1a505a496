"""New entries and new knowledge bases: what the files begin with."""
