"""MeterUsage, which a seller's software calls from the buyer's account."""
