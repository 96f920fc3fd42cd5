"""The default network: encoder and reader."""
