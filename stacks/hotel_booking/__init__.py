"""A Lex bot that books, looks up and cancels hotel rooms, in English and Korean."""

from stacks.hotel_booking.stack import HotelBookingStack

__all__ = ["HotelBookingStack"]
