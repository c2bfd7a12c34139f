# The product is one static binary, so it is never compiled with cgo, nor are its tests. The benchmarks are: a peer is a C++ library.
export CGO_ENABLED := 0

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c

FUZZTIME ?= 10s # for each fuzz function
ARGS     ?=     # for make bench

.PHONY: help build test unit soak bench fuzz fmt screenshots testenv

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## compile the product to bin/bridgehead
	go build -trimpath -ldflags='-s -w' -o bin/bridgehead ./cmd/bridgehead

# go vet has seen every package by then, with more analysers than go test would run. The packages whose tests take longest are
# named first, so that the others run beside them. A browser is waited for, so more tests run at once than there are processors.
test: testenv ## check and test everything, installing with apt what is needed and missing
	@bin/testenv -check -browser go test -vet=off -tags=server,browser -timeout=18m -parallel=4 ./web ./store ./...

unit: ## run the tests that need neither a server nor a browser
	go test ./...

soak: testenv ## run the long tests
	@bin/testenv go test -vet=off -tags=server,soak -run=Soak -timeout=4h ./...

bench: testenv ## run the benchmarks (ARGS="…" is passed on)
	@cd bench && CGO_ENABLED=1 ../bin/testenv -compiler -durable go run . $(ARGS)
	@$(if $(strip $(ARGS)),,cd bench && go run ./reading && go run ./match -investors 2000 -projects 200000 && ../bin/testenv -durable go run ./work && ../bin/testenv -durable go run ./press && go run ./wall && ../bin/testenv go run ./wall -postgres)

fuzz: ## run each fuzz function for FUZZTIME (10s)
	@go test -list='^Fuzz' ./... \
	| awk '/^Fuzz/ { name[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, name[i]; n = 0 }' \
	| while read -r package name; do \
		go test -run='^$$' -fuzz="^$$name\$$" -fuzztime=$(FUZZTIME) "$$package"; \
	done

screenshots: testenv ## picture every page in each language, width and scheme (FOLDER=… ONLY=parts of pages' names, parted by commas)
	@folder="$(if $(FOLDER),$(abspath $(FOLDER)),$$(mktemp -d))"; \
	BRIDGEHEAD_SCREENSHOTS="$$folder" BRIDGEHEAD_SCREENSHOTS_OF="$(ONLY)" bin/testenv -browser go test -count=1 -tags=browser -run='^TestPagesInChromium$$' -timeout=30m ./web; \
	echo "pictures in $$folder"

fmt: ## format the Go files
	go tool gofumpt -w .

# Built, not "go run": that would add a line after the tests' own last one, and leave the server behind when it is terminated.
testenv:
	@go build -o bin/testenv ./internal/testenv/testenv
