# dfnsgen in a container: docker build -t dfnsgen . && docker run --rm -v "$PWD:/api" dfnsgen generate openapi.yaml
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY generator generator
COPY templates templates
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN python -m pip install --no-cache-dir --no-compile /wheels/*.whl && rm -r /wheels
RUN useradd --create-home --uid 10001 dfnsgen
USER dfnsgen
WORKDIR /api
ENTRYPOINT ["dfnsgen"]
