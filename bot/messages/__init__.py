"""DRAWS: what people read. Pure: from records and words to Slack's blocks, views and texts.

::

    locales    every sentence, one folder per language
    words      a sentence by its key, with names, days and topics in it
    controls   the name of each button, field and form
    blocks     Slack's blocks as dictionaries, within its limits
    cards      messages and private answers
    forms      modals
    home       the app's Home
"""
