"""What a prison needs and does not get, what is done about it, and what an inspector would be shown.

Rows of needs, listings and facts are gathered in a fixed number of queries (gaps/gathering.py) and counted by pure
functions without a database (gaps/), so that they are tested with tables. Pages, the frozen report, its paper and its
files are all made from one sheet of plain values (reports/sheet.py). What is not known is None and never nought;
numbers of few people are taken out once, before anything is shown (gaps/hiding.py).
"""
