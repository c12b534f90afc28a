"""Write the pages that are made from the code."""

from docs.pages import PAGES, write

for page in PAGES:
    write(page)
