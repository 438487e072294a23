"""A SaaS seller's whole side of AWS Marketplace, in Flask."""
