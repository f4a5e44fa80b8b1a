"""What must hold of any bytes: targets for a coverage-guided fuzzer, their seeds, and inputs that once failed."""
