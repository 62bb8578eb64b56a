"""HotelBooking: rooms to book, and conversations that book them."""
