#!/bin/sh
# Succeeds when all of the given models are loaded.
#
# Usage: ready.sh MODEL...
set -euf

names=$(ollama ps | cut -d ' ' -f 1)
for model in "$@"; do
  if ! printf '%s\n' "$names" | grep -Fxq "$model"; then
    echo "ready: $model is not loaded" >&2
    exit 1
  fi
done
