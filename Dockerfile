# onestop in a container: `docker build -t onestop .`, then see compose.yaml and docs/running.md.
FROM python:3.13-slim-bookworm AS wheels
WORKDIR /src
COPY requirements.lock pyproject.toml README.md CHANGELOG.md ./
COPY onestop onestop
COPY etl etl
COPY dashboards dashboards
COPY config config
# The lock's versions; its hashes would be asked of our own wheel too.
RUN sed -n 's/^\([a-z0-9][^ ]*==[^ ]*\).*/\1/p' requirements.lock > pins.txt \
    && pip wheel --no-cache-dir --wheel-dir /wheels --constraint pins.txt ".[postgres,oidc]"

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/onestop --create-home onestop
COPY --from=wheels /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links /wheels "onestop[postgres,oidc]" \
    && rm -r /wheels
USER onestop
ENV ONESTOP_DATA_DIR=/var/lib/onestop \
    ONESTOP_LANG=vi
VOLUME /var/lib/onestop
EXPOSE 8050
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD python -c \
    "import urllib.request as u; u.urlopen('http://127.0.0.1:8050/readyz')"
CMD ["sh", "-c", "onestop init && exec onestop serve --host 0.0.0.0 --port 8050"]
