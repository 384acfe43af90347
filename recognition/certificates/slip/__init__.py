"""The slip: a certificate as a code that is read without network."""
