"""The small world that every embedded model knows: scenes, sentences, speech, documents, tables, with known truth.

Its words and templates stand in words/, a file for each module that reads them. A {slot} of a template is filled by a
draw from the list of that name, or by the module; "unseen" entries are held out of training.
"""
