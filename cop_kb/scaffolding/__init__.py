"""New entries, tries and knowledge bases: what their files begin with.

``entry`` drafts an entry from its type's declaration, ``try_file`` a try from what somebody says, ``folder`` begins a
knowledge base from the files in ``knowledge_base/`` and the types' own examples. Nothing that is there is ever
overwritten.
"""
