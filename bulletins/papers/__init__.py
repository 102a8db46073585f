"""An issue on paper: for the notice boards of staff, and as a newsletter for the wings. See ADR 0077.

`notice_board` and `newsletter` each read the database into a snapshot (plain JSON) and lay a snapshot out. The
newsletter is made from the allow-list in `public` alone.
"""
