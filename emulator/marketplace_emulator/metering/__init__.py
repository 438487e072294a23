"""What several operations of metering share, one file for each thing."""
