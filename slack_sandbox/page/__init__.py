"""The sandbox in a browser: a page for people, and the control API it stands on.

The page knows nothing that the API does not say, so that a test of any app can do what a person
does on the page, and read what a person sees there::

    slack = Sandbox(now=clock)
    page = Page(slack, time=time, panels=[deliveries])   # before it starts
    await slack.start()
    webbrowser.open(page.url)

``drawn.py`` says what one person sees, ``acts.py`` what they can do, ``inside.py`` what went over
the wire in plain words, ``feed.py`` that something changed, ``web.py`` serves it all on loopback.
``seams.py`` is what others hand in: how time moves, and further tables to look at.
"""

from slack_sandbox.page.page import Page
from slack_sandbox.page.seams import Ahead, Hints, Panel, Table, Time

__all__ = ["Ahead", "Hints", "Page", "Panel", "Table", "Time"]
