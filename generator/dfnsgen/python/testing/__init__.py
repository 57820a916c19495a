"""What the fake of a package knows of its document.

In: the API as it is meant and to the letter. Out: the plan of `testing/_document.py`; read
`document` first.
"""
