"""Modals: each a pure function from the reader and records to a view, and back to its input.

::

    kit       what all of them are made of
    carried   what a view remembers while it is open
    lines     one concern as a line of a list
    raising   for who says something: raise, note, which, change
    leading   for who comes back to it: read, talked, step, later, close
    mine      one concern as its raiser reads it, the lists, before you meet
    teams     setting up a team, the promise, the contact
    oneself   pause, data, guide, who sees what, help, small answers
    reading   a submitted view as a value
"""
