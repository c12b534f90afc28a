"""What is kept by or about a person, in words: drawn as pages of a view, and as a file.

``sections`` says it once; the view (``forms/personal_data.py``) and the readable file draw it. The
JSON file holds the same values as they are.
"""

from bot.messages.personal_data.sections import DataEntry, Section, sections

__all__ = ["DataEntry", "Section", "sections"]
