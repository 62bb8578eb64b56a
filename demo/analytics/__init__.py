"""Analytics: events and flights, from what happened to what can be asked."""
