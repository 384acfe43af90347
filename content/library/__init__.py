"""The shelf of a centre (tủ sách): what it has, where it stands, what may be read at once, what is out. Never who has it."""
