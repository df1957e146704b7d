"""Files that officers attach to agenda items: what they are, what is hidden in them, and what that means.

Pure of models: the operations store what is found here. PDFs are opened by scrutiny.documents.intake, Word files and
workbooks by office_child.py in a process of its own.
"""
