"""A local stand-in for AWS Marketplace as a SaaS seller meets it."""
