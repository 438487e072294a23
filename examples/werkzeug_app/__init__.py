"""A SaaS seller's whole side of AWS Marketplace with werkzeug and boto3 alone: register, use, bill, and hear of the end."""
