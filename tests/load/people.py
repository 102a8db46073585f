"""What coordinators and managers do all day, as steps through the real pages.

A step returns the writes that the portal acknowledged. What a page refuses with a sentence (somebody else was
faster) is no write, and is counted apart.
"""
