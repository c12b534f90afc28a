"""SAYS: what people read. Pure: from records and words to Slack's blocks, views and texts.

::

    locales    every sentence, one folder per language
    translate  a sentence by its key, with names, days and topics in it
    controls   the name of each button, field and form, and what a button's value says
    blocks     Slack's blocks as dictionaries, within its limits
    cards      messages and private answers
    forms      modals
    home       the app's Home
"""
