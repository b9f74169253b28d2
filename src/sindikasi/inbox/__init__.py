"""The doorstep: settled files leave the inbox for the store's queue."""
