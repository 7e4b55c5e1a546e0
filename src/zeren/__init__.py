"""zeren."""
