"""What ARCHITECTURE promises of the shape of the code, held by tests."""
