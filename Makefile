# A short way to tasks.py: `make test`, `make check`, …
TASKS = demo test check fix bench lock
.PHONY: help $(TASKS)

help:
	@python3 tasks.py

$(TASKS):
	@python3 tasks.py $@
