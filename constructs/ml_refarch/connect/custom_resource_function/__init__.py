"""The code of the function that does what CloudFormation has no resource for."""
