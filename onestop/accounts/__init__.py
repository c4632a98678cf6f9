"""Accounts: who asks, how they prove it, what they may see, and the record of what they did."""
