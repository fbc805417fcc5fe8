# Threadsheet in a container: the same system libraries, packages and environment that ./threadsheet makes, by the same program.

FROM python:3.11-slim-bookworm AS system
WORKDIR /app
COPY commands/__init__.py commands/install.py commands/system_packages.py commands/
COPY requirements/run.txt requirements/optional.txt requirements/
RUN python commands/install.py system && rm -rf /var/lib/apt/lists/*

FROM system AS environment
RUN python commands/install.py optional

FROM system
COPY --from=environment /app/.venv .venv
COPY . .
RUN .venv/bin/python -m compileall -q archive commands domain presentation server workers \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin threadsheet \
    && install -d -o threadsheet -g threadsheet -m 0700 /data

# Listening on every address, it refuses to start until there is a password (or PUBLISHED_ON says that only this machine
# can reach it, as docker-compose.yml does).
ENV THREADSHEET_DATA=/data THREADSHEET_HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app PYTHONSAFEPATH=1
USER threadsheet
VOLUME /data
EXPOSE 8484
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["/app/.venv/bin/python", "-m", "commands.heartbeat", "web"]
ENTRYPOINT ["/app/threadsheet"]
CMD ["serve"]
