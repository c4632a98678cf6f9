"""Sources that are pulled: one process visits them, fetches, and sends loads on their errand.

Nothing here runs inside a web worker.
"""
