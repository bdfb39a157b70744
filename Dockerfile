# One image for every process of the Procfile; which one it is, the command says.
FROM python:3.12.13-slim-trixie AS build
WORKDIR /build
COPY requirements requirements
# uv installs what the lock file names and comes from the lock file itself; it stays in this stage.
RUN sed -n '/^uv==/,/[^\\]$/p' requirements/lock.txt > uv.txt \
    && python -m venv uv && uv/bin/pip install --no-cache-dir --require-hashes --no-deps -r uv.txt \
    && python -m venv --without-pip /venv \
    && uv/bin/uv pip sync --no-cache --python /venv/bin/python --require-hashes --compile-bytecode \
        requirements/runtime.txt

FROM python:3.12.13-slim-trixie
LABEL org.opencontainers.image.title="immiblox" \
      org.opencontainers.image.description="A document vault for immigration papers" \
      org.opencontainers.image.version="0.1.0"
ENV PATH="/venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 IMMIBLOX_DATA_DIR=/var/lib/immiblox
RUN useradd --uid 10001 --no-create-home immiblox \
    && install -d -o immiblox -g immiblox -m 0700 /var/lib/immiblox /var/lib/immiblox/models
WORKDIR /app
COPY --from=build /venv /venv
COPY pyproject.toml ./
COPY shared shared
COPY services services
COPY migrations migrations
RUN python -m compileall -q shared services migrations
USER 10001:10001
# READY_URL is where this container's service says whether it is ready.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=2s \
    CMD ["python", "-I", "-c", "import os, urllib.request; urllib.request.urlopen(os.environ['READY_URL'])"]
CMD ["python", "-m", "services", "--help"]
