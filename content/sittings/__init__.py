"""Learning at the centre's device in one's own name without an account: staff sit a person down, for one sitting."""
