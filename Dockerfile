# The base has Python 3.11 or newer; ours is 3.13. Another one: --build-arg BASE=registry.example/python:3.12
ARG BASE=docker.io/library/python:3.13-slim
FROM ${BASE} AS build
ARG PIP_ARGS=""
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY src ./src
RUN python3 -m venv /opt/sindikasi \
    && /opt/sindikasi/bin/python -m pip install --no-cache-dir --disable-pip-version-check ${PIP_ARGS} \
        -c requirements.lock . \
    && /opt/sindikasi/bin/python -m compileall -q /opt/sindikasi/lib

FROM ${BASE}
COPY --from=build /opt/sindikasi /opt/sindikasi
RUN (getent group sindikasi || groupadd --gid 1000 sindikasi) \
    && (id sindikasi || useradd --uid 1000 --gid sindikasi --no-create-home --home-dir /srv/sindikasi sindikasi) \
    && mkdir -p /srv/sindikasi/inbox /srv/sindikasi/feeds /srv/sindikasi/data \
    && chown -R sindikasi:sindikasi /srv/sindikasi \
    # a fresh volume takes this mode, so that `docker run --user` may name any user
    && chmod 0777 /srv/sindikasi/data
ENV PATH=/opt/sindikasi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SINDIKASI_DIR=/srv/sindikasi \
    SINDIKASI_HTTP__LISTEN=0.0.0.0:8080
WORKDIR /srv/sindikasi
USER sindikasi
EXPOSE 8080
VOLUME ["/srv/sindikasi/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 CMD ["sindikasi", "healthcheck"]
ENTRYPOINT ["sindikasi"]
CMD ["run"]
