# The service with SQLite or PostgreSQL: docker build -t catalog . && docker run -p 8000:8000 -v catalog:/var/lib/catalog catalog
# It runs as a user of its own, and needs no root file system that can be written: --read-only --tmpfs /tmp.
FROM python:3.13-slim-bookworm AS environment
COPY requirements/serve.txt /tmp/serve.txt
RUN python -m venv /venv && \
    /venv/bin/pip install --disable-pip-version-check --no-cache-dir --require-hashes -r /tmp/serve.txt

FROM python:3.13-slim-bookworm
# What RDKit's drawing code and the writer of data sheets are linked with, a font, and pg_dump for backups.
RUN apt-get update && \
    apt-get install -y --no-install-recommends fonts-dejavu-core libexpat1 libharfbuzz-subset0 libpango-1.0-0 \
        libpangoft2-1.0-0 libxext6 libxrender1 postgresql-client && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --uid 10001 --home-dir /var/lib/catalog --create-home --shell /usr/sbin/nologin catalog
COPY --from=environment /venv /venv
COPY alembic.ini /srv/catalog/
COPY catalog /srv/catalog/catalog
COPY migrations /srv/catalog/migrations
COPY seeds /srv/catalog/seeds
WORKDIR /srv/catalog
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    CATALOG_DATABASE_URL=sqlite:////var/lib/catalog/catalog.db \
    CATALOG_HOST=0.0.0.0 \
    XDG_STATE_HOME=/var/lib/catalog/state
USER catalog
VOLUME /var/lib/catalog
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "catalog"]
CMD ["serve"]
