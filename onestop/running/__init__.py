"""What whoever runs the service sees of it: a line for each request, and figures for Prometheus."""
