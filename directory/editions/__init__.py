"""What is printed: snapshots of the directory, and papers made from a snapshot alone.

`staff` and `people` read the database into a snapshot (plain JSON); `papers` lays a snapshot out. The two never meet:
a paper can be printed again from its snapshot after every row behind it has changed.
"""
