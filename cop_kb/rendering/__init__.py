"""Pages → HTML, with MkDocs and Material: the plugin, frames, templates, and the folder a site is published from."""
