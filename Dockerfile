# concierge-scheduler with the Docker command line and Compose inside. See docs/image.md.
#
#   docker build -t concierge-scheduler .
#
# BASE is any Debian 13 with Node.js 24 and npm.
ARG BASE=node:24-trixie-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc LICENSE ./
# Packages are only read here, by the bundler: none of their scripts has to run.
RUN npm ci --ignore-scripts
COPY scripts scripts
COPY src src
RUN npm run build

FROM ${BASE} AS docker
RUN apt-get update \
  && apt-get install --yes --no-install-recommends docker-cli docker-compose \
  && mkdir -p /docker/usr/bin /docker/usr/libexec/docker/cli-plugins \
  && cp /usr/bin/docker /docker/usr/bin/ \
  && cp /usr/libexec/docker/cli-plugins/docker-compose /docker/usr/libexec/docker/cli-plugins/

FROM ${BASE}
COPY --from=docker /docker /
COPY --from=build /build/package.json /build/LICENSE /app/
COPY --from=build /build/dist /app/dist
RUN ln -s /app/dist/cli.js /usr/local/bin/concierge-scheduler \
  && ln -s /app/dist/cli.js /usr/local/bin/concierge_scheduler \
  && install -d -m 0700 -o 1000 -g 1000 /zbx-configs /state
ENV HOME=/state CONCIERGE_STATE_DIR=/state NODE_ENV=production
USER 1000:1000
WORKDIR /zbx-configs
# As long as no daemon runs in the container this says that the program starts, and no more.
HEALTHCHECK --interval=1m --timeout=20s --start-period=10s CMD ["concierge-scheduler", "--version"]
# Without the two dashes Node.js would take an --env-file for its own.
ENTRYPOINT ["node", "--", "/app/dist/image-entrypoint.js"]
