"""The site as plain Markdown with a small configuration, for engines without cop-kb."""
