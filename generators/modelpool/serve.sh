#!/bin/sh
# Runs Ollama, and keeps models loaded: those that are not, because the server has just started or a client sent one away,
# are loaded again.
#
# Usage: serve.sh MODEL...
set -euf

# load MODEL: a model for text loads without a prompt; one for embeddings wants a word.
load() {
  ollama run "$1" </dev/null >/dev/null 2>&1 || ollama run "$1" load </dev/null >/dev/null
}

keep() {
  while :; do
    names=$(ollama ps 2>/dev/null | cut -d ' ' -f 1) || names=
    for model in "$@"; do
      printf '%s\n' "$names" | grep -Fxq "$model" || load "$model" || echo "serve: $model is not loaded yet" >&2
    done
    sleep "${KEEP_SECONDS:-10}"
  done
}

keep "$@" &
exec ollama serve
