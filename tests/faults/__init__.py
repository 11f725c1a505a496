"""Commands that are killed, refused by the system, short of room, or run at once: a black box.

Nothing here imports cop_kb: commands are processes, and what they leave is looked at from outside. So these tests hold
for any way in which the commands are written.

``python -m pytest -m long tests/faults`` is the campaign; its counts stand at the end of its output.
"""
