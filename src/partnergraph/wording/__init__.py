"""What people read: lists, dates and sentences, the same on the terminal, in reports, on pages and from the server.

Values in, words out. `lists` and `dates` know no graph; `glossary` says what things and terms are called; `deals` are
the sentences about grants, exclusivities and options; `statements` what one source says of any fact; `references` how
a sentence carries links.
"""
