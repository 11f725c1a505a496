"""What commands tell: findings, lists and entries, one file a format, each a function from plain data to text."""
