"""Nothing is worked out twice: functions whose results are stored with what they read.

A *task* is a pure function of a view and a key. All that it knows comes through the view, so that the graph knows what
it read: *inputs*, which come from outside, and results of other tasks. It is not run again as long as what it read has
the same digests. Where it runs and gives the same as before, whatever read that is not run: early cut-off.

>>> @task
... def words(view, name):
...     return tuple(view.input("texts")[name].split())
>>> @task
... def index(view, _):
...     print("index runs")
...     return {word: name for name in view.input("texts") for word in view(words, name)}
>>> @task
... def where(view, word):
...     print("where runs")
...     return f"{word} stands in {view.mapping(index, '').get(word, 'no text')}"
>>> graph = Graph(None, [words, index, where])
>>> with graph.round({"texts": {"a": "blade arm", "b": "glass"}}) as now:
...     now(where, "glass")
where runs
index runs
'glass stands in b'
>>> with graph.round({"texts": {"a": "blade   motor", "b": "glass"}}) as now:  # another word, and more blanks
...     now(where, "glass")
index runs
'glass stands in b'

In the second round ``where`` did not run: it had read one item of the index, which is still the same. With more blanks
alone, ``index`` would not have run, either. What a task may read:

- ``view(task, key)``: a result;
- ``view.mapping(task, key)``: a result that is a mapping, of which only what is looked at counts: an item (or that
  there is none), whether a key is there, all keys, all items;
- ``view.input(name)``: an input, likewise.

Values are plain: None, bool, int, float, str, bytes, dates, tuples, frozensets, mappings, and dataclasses and
enumerations given as ``types``. A task gets them as the store gives them back, whether they were just worked out or
not: sequences as tuples, mappings in canonical order. Keys are str, int, bytes, dates, None or tuples of these.

No error is kept, and no result of a task that caught one, or that read a file which could not be read or has changed
since. A task that ends because of a time limit, and yet gives a result, calls ``view.do_not_keep()``. Where the folder
cannot be written, is full, or is locked for a second, and where its file is damaged or of other code, the results are
the same; they are worked out again.

Other processes may help: ``now.needs_run`` says for which tasks that is worth it, ``now.record`` there gives what
``now.adopt`` here takes over. Only this process writes.

The idea is that of Salsa (https://salsa-rs.github.io/salsa/reference/algorithm.html), and what Mokhov, Mitchell and
Peyton Jones call *verifying traces* with a suspending scheduler (“Build systems à la carte: theory and practice”, JFP
2020, https://doi.org/10.1017/S0956796820000088). Lektor (https://www.getlektor.com) builds sites with a small one. Ours
differs in one thing: it does not verify every trace that it meets, but starts from what changed (``round.py``).
"""

from cop_kb.graph.canonical import Codec
from cop_kb.graph.code_key import code_key
from cop_kb.graph.graph import Graph, Now
from cop_kb.graph.inputs import Files, Input
from cop_kb.graph.round import CycleError, Recorded
from cop_kb.graph.view import Task, View, task

__all__ = ["Codec", "CycleError", "Files", "Graph", "Input", "Now", "Recorded", "Task", "View", "code_key", "task"]
