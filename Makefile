# make check is the whole truth about a change; .ci/run runs just that.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

# How long make fuzz looks for crashers in each target.
FUZZTIME ?= 45s

.PHONY: check format vet lint tidy race bench fuzz run

check: format vet lint tidy race

format:
	@out=$$(gofmt -l .); test -z "$$out" || { echo "gofmt would change:"; echo "$$out"; exit 1; }

vet:
	go vet ./...

lint:
	go run $(STATICCHECK) ./...

tidy:
	go mod tidy -diff

race:
	go test -race ./...

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
