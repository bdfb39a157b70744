# One image for every process of the Procfile; which one it is, the command says.
FROM python:3.12.12-slim-bookworm AS build
WORKDIR /app
COPY requirements requirements
RUN python -m venv /venv \
    && sed -n '/^uv==/,/[^\\]$/p' requirements/lock.txt > uv.txt \
    && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r uv.txt \
    && /venv/bin/python -m uv pip sync --no-cache --python /venv/bin/python --require-hashes --compile-bytecode \
        requirements/runtime.txt

FROM python:3.12.12-slim-bookworm
LABEL org.opencontainers.image.title="immiblox" \
      org.opencontainers.image.description="A document vault for immigration papers"
RUN useradd --uid 10001 --create-home immiblox && mkdir /data && chown immiblox /data
WORKDIR /app
COPY --from=build /venv /venv
COPY pyproject.toml ./
COPY shared shared
COPY services services
COPY migrations migrations
ENV PATH="/venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 IMMIBLOX_DATA_DIR=/data
USER immiblox
VOLUME /data
CMD ["python", "-m", "services", "--help"]
