"""The rules of RFC 4287, the RSS Advisory Board's profile and JSON Feed 1.1: bytes in, findings out."""
