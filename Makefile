# make check is the whole truth about a change; .ci/run runs just that.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: check format vet lint tidy race bench run

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

run:
	go run . serve
