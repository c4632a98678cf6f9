"""Charts as pure functions: values in, a `Chart` out; one module a chart.

A figure is a plain dictionary that plotly.js draws. They know no store, no page and no
dash, and do not import plotly: its objects cost more time than everything else here.
"""
