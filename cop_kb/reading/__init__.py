"""Files → sources → entries → knowledge base. Never raises for content: what is wrong becomes trouble, noted."""
