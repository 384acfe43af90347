"""Reading pages aloud: sentences, what is said for what is written, a voice in a process of its own, its files, the player."""
