"""Modals: each a pure function from the reader and records to a view, and back to its input.

::

    form_elements   what all of them are made of
    form_inputs     a submitted view as a value
    view_state      what a view remembers while it is open
    lines           one concern as a line of a list
    raising         for who says something: raise, which, change
    noting          a note after a talk: kept, changed
    leading         for who comes back to it: read, talked, step, later, close
    mine            one concern as its raiser reads it, the lists, before you meet
    teams           setting up a team, the promise, the contact
    settings        of a person; workspace: of everybody
    sorting         many things at once
    guessing        what to ask next, of what is known least about
    handover        who takes a concern over
    offering        asking the author of a message, or whoever could lead
    digest          what the team may read in it: a leader's form and preview
    setting_elements, submitted   what a settings form is drawn from, and read back by
    oneself         pause, data, guide, who sees what, help, small answers
"""
