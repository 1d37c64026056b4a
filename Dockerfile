# The service and the worker; `docker build -t sarcolens:0.1.0 .`
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build /app/package.json /app/package-lock.json /app/nest-cli.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/bin bin
COPY --from=build /app/dist dist
COPY --from=build /app/models models
USER 10001:10001
ENV NODE_ENV=production
ENTRYPOINT ["node", "/app/dist/src/cli.js"]
CMD ["serve"]
