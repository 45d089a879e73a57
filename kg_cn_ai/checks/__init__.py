"""Does a corpus hold together: files as authored, and the graph that they build held to the shapes.

In comes a corpus; out goes every problem, with file, line and how to mend it. Nothing here changes a file.
"""
