"""cop-kb: the knowledge base of a community of practice, as Markdown in Git and a site made from it."""

__all__ = ["__version__"]

__version__ = "0.1.0"
