"""A rehearsal of what happens to somebody who runs Heard: real processes, real people's eyes.

::

    python -m tests.faults.rehearsal [ACT ...]

Each act starts ``heard run``, or ``heard web`` and ``heard worker``, as documented, before a strict
little Slack in which people write, lets one thing go wrong, and then compares three things: what
people were told, what rests in the database, and what leads saw. What "was kept" must be there
(lost 0), what "could not be saved" must not (told wrongly 0), no message stands twice (doubled 0),
and no page or command says that all is well while it is not (lies 0). It ends with 1 otherwise.

Only an answer that has the controls of something kept counts as "was kept": a refusal repeats
the words, too. A machine that has no core for the bot keeps nobody's three seconds: what was asked
while a process of it waited a second or more for one is counted apart, and not held against a
deploy. What was told must be true on such a machine as well.

What an act needs and this machine lacks is said, and the act counts as left out (exit code 2):
root for a small disk, ``pgbouncer``, and ``faketime``, without which no clock is set.
"""
