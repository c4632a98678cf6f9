"""What every request meets: language, guard, headers, health, errors, downloads."""
