# The base has Python 3.11 or newer; ours is 3.13. Another one: --build-arg BASE=registry.example/python:3.12
ARG BASE=docker.io/library/python:3.13-slim
FROM ${BASE} AS build
# For a package index of your own: --build-arg PIP_ARGS="--index-url https://pypi.example/simple"
ARG PIP_ARGS=""
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY src ./src
# pip and the libraries' own tests (a tenth of the whole) have no business in the image; the trial article shows
# that what is left can work.
RUN python3 -m venv /opt/sindikasi \
    && /opt/sindikasi/bin/python -m pip install --no-cache-dir --disable-pip-version-check ${PIP_ARGS} \
        -c requirements.lock . \
    && find /opt/sindikasi/lib -type d -name tests -prune -exec rm -rf {} + \
    && /opt/sindikasi/bin/python -m pip uninstall --quiet --yes pip setuptools \
    && echo '<html><body><h1>Uji coba</h1><p>Satu artikel dibaca sebelum citra ini jadi.</p></body></html>' \
        | /opt/sindikasi/bin/sindikasi -C /tmp/trial ingest -

FROM ${BASE}
LABEL org.opencontainers.image.title="sindikasi" \
      org.opencontainers.image.description="Groups overlapping wire stories and publishes RSS, Atom and JSON feeds" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/sindikasi /opt/sindikasi
# A fresh volume takes the mode of the folder it covers: with 1777, `--user` may name any user.
RUN mkdir -p /srv/sindikasi/inbox /srv/sindikasi/feeds /srv/sindikasi/data \
    && chmod 1777 /srv/sindikasi/inbox /srv/sindikasi/feeds /srv/sindikasi/data
ENV PATH=/opt/sindikasi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SINDIKASI_DIR=/srv/sindikasi \
    SINDIKASI_HTTP__LISTEN=0.0.0.0:8080
WORKDIR /srv/sindikasi
# A number, so that an orchestrator can see that it is not root.
USER 1000:1000
EXPOSE 8080
VOLUME ["/srv/sindikasi/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 CMD ["sindikasi", "healthcheck"]
ENTRYPOINT ["sindikasi"]
CMD ["run"]
