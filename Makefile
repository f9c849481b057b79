# make check is the whole truth about a change; .ci/run runs just that.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0

# Where make sbom writes what the program is built of.
SBOM ?= taskforce.cdx.json

# How long make fuzz looks for crashers in each target.
FUZZTIME ?= 45s

.PHONY: check format vet lint tidy vuln sbom race bench fuzz run

check: format vet lint tidy vuln sbom race

format:
	@out=$$(gofmt -l .); test -z "$$out" || { echo "gofmt would change:"; echo "$$out"; exit 1; }

vet:
	go vet ./...

lint:
	go run $(STATICCHECK) ./...

tidy:
	go mod tidy -diff

# go run would turn the exit code for found vulnerabilities into that of an error.
vuln:
	@bin=$$(mktemp -d) && trap 'rm -rf "$$bin"' EXIT && GOBIN=$$bin go install $(GOVULNCHECK) && GOVULNCHECK=$$bin/govulncheck .ci/vuln

sbom:
	@bin=$$(mktemp -d) && trap 'rm -rf "$$bin"' EXIT && CGO_ENABLED=0 go build -trimpath -o $$bin/taskforce . && \
		$$bin/taskforce version --sbom > $(SBOM) && echo "sbom: $(SBOM)"

# vet has looked at the same code, at more than go test does; many tests wait, so
# three packages at a time.
race:
	CGO_ENABLED=1 go test -race -vet=off -p 3 ./...

bench:
	go test -run '^$$' -bench . -benchmem ./...

fuzz:
	@for p in $$(go list ./...); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; \
			go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s -parallel 1 $$p || exit 1; \
		done; \
	done

run:
	go run . serve
