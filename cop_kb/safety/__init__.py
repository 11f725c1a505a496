"""What content may do on a page: the sanitiser, the policy, and what of a text is not published."""
