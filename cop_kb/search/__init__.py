"""The full text of a built site, indexed by Pagefind (https://pagefind.app) for its search page.

Indexed are the texts of entries as they stand on their pages, with the facets of their page values; nothing else of a
page. Same site, same bytes.
"""

from cop_kb.search.documents import digest
from cop_kb.search.indexing import BUNDLE, EarlierIndex, index, index_again, index_meanwhile, part_of
from cop_kb.search.pagefind import MISSING

__all__ = ["BUNDLE", "MISSING", "EarlierIndex", "digest", "index", "index_again", "index_meanwhile", "part_of"]
