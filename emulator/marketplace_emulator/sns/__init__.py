"""What Amazon SNS puts around a message: an envelope with a real signature, and the certificate that verifies it.

Nothing here sends anything. `signer.Signer` writes a message; `deliveries` sends it, `serving` serves the certificate.
"""
