"""A tree as it was meant: corrected by its user, repaired where it slips, brought to OpenAPI 3.1.

In: an object of the tree and its kind. Out: the object as it should be, and a finding for each
change. Read `repairs` first, then `conversion` (3.0 to 3.1); `overlays` apply what the user
corrects beside the document. Repairs and conversion never change which values a schema accepts;
overlays may.
"""
