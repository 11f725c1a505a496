"""Plain frozen data: what the other packages pass to each other. No input, no output, no clock."""
