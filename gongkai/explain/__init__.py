"""One report on the terminal as a reader wants it: what it is, its text with the facts marked, each fact, the rest.

Everything that comes from the file (text, titles, its very name) is printed as plain text with control characters
made visible: a report can neither style nor steer the terminal. :mod:`~gongkai.explain.page` puts the page
together, :mod:`~gongkai.explain.marking` marks the text, :mod:`~gongkai.explain.words` names things,
:mod:`~gongkai.explain.cells` knows how wide characters are.
"""

from gongkai.explain.page import Choice, explain

__all__ = ["Choice", "explain"]
