# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=
ENV GOCACHE=/gocache
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/gocache \
    CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X github.com/digitaskforce/taskforce/service.version=${VERSION}" -o /taskforce . \
    && mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /taskforce /taskforce
COPY --from=build --chown=nonroot:nonroot /data /data
VOLUME /data
ENV TASKFORCE_DATA=/data TASKFORCE_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["/taskforce", "health", "--service-only"]
ENTRYPOINT ["/taskforce"]
CMD ["serve"]
