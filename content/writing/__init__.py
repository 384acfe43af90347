"""What those who write lessons see of their work: what waits, what is unfinished, what runs, what a draft still lacks."""
