"""The patients' bot: its people and appointments, and how a dialogue file tells of them."""
