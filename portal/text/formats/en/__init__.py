"""Days and hours as they are typed in this country."""
