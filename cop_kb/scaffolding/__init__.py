"""New entries and new knowledge bases: what their files begin with.

``entry`` drafts an entry from its type's declaration, ``folder`` begins a knowledge base from the files in
``knowledge_base/`` and the types' own examples. Nothing that is there is ever overwritten.
"""
