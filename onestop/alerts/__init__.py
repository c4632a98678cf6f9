"""Telling people by themselves: what is to tell, in whose words and rights, and how it is sent."""
