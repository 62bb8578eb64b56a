"""The hotel's bot: its rooms and bookings, and how a dialogue file tells of them."""
