"""The live preview on this machine: a small server, and a site that follows what is written."""
