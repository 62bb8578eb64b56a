"""MachineLearning: the bookings that the pricing model learns from."""
