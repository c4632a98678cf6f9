"""Official forms as workbooks: figures that the store tells, put where a form wants them."""
