# Only Go, git and make are needed for build, render, check and test. `make lint` also builds its tools, with Go.
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help

GO ?= go

# Each tool has a module of its own, so that its dependencies stay out of ours: see ci/decisions/0001.
tool = $(GO) tool -modfile=ci/tools/$(1).mod $(1)

# More flags for go test, as in: make test TESTFLAGS='-v -run TestScripts'
TESTFLAGS ?=

CUE_DIRS := schema environments

# Where make crds puts what make check judges by, beside the schemas in the program.
CRDS := .cache/crds

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# Always asks Go: its build cache knows better than make what has changed.
.PHONY: build
build: ## Build bin/sutaz
	@$(GO) build -trimpath -o bin/sutaz ./cmd/sutaz

.PHONY: render
render: build ## Write rendered/ from the CUE description
	@bin/sutaz render

# Drift and the law: every overlay builds to what was generated. The rules come with the policy gate.
.PHONY: check
check: build ## Fail if rendered/ is not current, does not build to what was generated, or breaks a rule
	@bin/sutaz check $(addprefix --schemas ,$(wildcard $(CRDS)))

.PHONY: test
test: ## Run all tests
	@$(GO) test -timeout 20m $(TESTFLAGS) ./...

.PHONY: lint
lint: ## Lint and check the format of Go, CUE, Rego and the workflows
	@$(call tool,golangci-lint) run ./...
	@$(call tool,cue) fmt --check --files $(CUE_DIRS)
	@$(call tool,opa) fmt --fail --list policies
	@$(call tool,actionlint) .github/workflows/*.yml

.PHONY: fmt
fmt: ## Format Go, CUE and Rego
	@$(call tool,golangci-lint) fmt ./...
	@$(call tool,cue) fmt --files $(CUE_DIRS)
	@$(call tool,opa) fmt --write policies

# cue reads the package in its own directory, hence the cd.
.PHONY: generate
generate: ## Write schema/cue_types_gen.go from schema/*.cue, and policies/README.md from the rules
	@cd schema && $(GO) tool -modfile=../ci/tools/cue.mod cue exp gengotypes .
	@$(GO) run ./cmd/sutaz policy docs >policies/README.md.next && mv policies/README.md.next policies/README.md

.PHONY: schemas
schemas: ## Write policies/schemas/data from the pinned releases of Kubernetes and operators
	@cd ci/schemas && $(GO) run .

# It also needs curl, sha256sum and GitHub. Without it, objects of these kinds are counted as skipped.
.PHONY: crds
crds: ## Fetch the definitions of operators that no Go module carries into .cache/crds
	@ci/crds/fetch.sh $(CRDS)

.PHONY: bench
bench: ## Measure stages, and whole runs against their targets; takes some minutes
	@$(GO) test -run '^$$' -bench . ./ci/bench
	@$(GO) run ./ci/bench

# As in: make e2e ENV=production SUITE=valid,delivered OUT=/tmp/report
.PHONY: e2e
e2e: ## Deliver rendered/ to a real control plane with a real Argo CD, and report; the first build takes long
	@cd ci/e2e && $(GO) run . $(if $(ENV),-env $(ENV)) $(if $(SUITE),-suite $(SUITE)) $(if $(OUT),-out $(OUT)) $(addprefix -crds $(CURDIR)/,$(wildcard $(CRDS)))

# Not a part of test: whoever does not run the proof need not compile Kubernetes.
.PHONY: e2e-test
e2e-test: ## Test the program that make e2e runs; starts no server
	@cd ci/e2e && $(GO) test $(TESTFLAGS) ./...

.PHONY: e2e-build
e2e-build: ## Build the control plane and Argo CD that make e2e starts
	@cd ci/e2e && $(GO) run . -build

.PHONY: tools
tools: bin/kubectl ## Compile every tool once, and bin/kubectl
	@$(call tool,actionlint) -version >/dev/null
	@$(call tool,cue) version >/dev/null
	@$(call tool,golangci-lint) version >/dev/null
	@$(call tool,kustomize) version >/dev/null
	@$(call tool,opa) version >/dev/null

# Version 0.N of the library is version 1.N of kubectl. Without the flag, the program does not know its own version.
bin/kubectl: $(wildcard ci/tools/kubectl/*)
	@version=$$(sed -n 's,^\tk8s\.io/kubectl v0,v1,p' ci/tools/kubectl/go.mod) && \
	$(GO) build -C ci/tools/kubectl -trimpath -o $(CURDIR)/bin/kubectl \
		-ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$$version" .

.PHONY: tidy
tidy: ## Tidy go.mod and the modules of the tools
	@$(GO) mod tidy
	@ci/tools/tidy.sh

.PHONY: clean
clean: ## Remove what was built
	@rm -rf bin .cache
