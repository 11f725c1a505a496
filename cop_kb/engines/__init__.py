"""The only packages that know a site engine: MkDocs with Material, and our theme for it."""
