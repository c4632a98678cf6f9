"""The pages: each asks `dashboards.data`, hands what it got to components, and no more."""
