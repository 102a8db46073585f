"""What is printed of forums, in two kinds that never meet.

`minutes` and `agenda` are for members. `wings`, `posters`, `slips` and `programme` are read by people in prison: each
is a frozen dataclass filled from fields that `public` names, and no model object reaches a template (ADR 0065).
"""
