"""Sound and film: what a file is, how it becomes one that every telephone plays, captions and chapters, what was played."""
