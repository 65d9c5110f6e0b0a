"""A written reply to a claim: its parts, what is still missing, and the page that is handed in.

The check is about structure and never about opinion. `structure` holds the parts and the check,
`sheet` makes one page of them in HTML, Markdown and PDF, and reads such a page back.
"""

from .sheet import *
from .structure import *
