#!/bin/sh
# Makes one models directory for Ollama out of the weights of several models. Each model comes as a directory of its own,
# mounted read-only, with manifests/ and blobs/; Ollama knows one directory for all. Manifests are copied and blobs are
# linked, so nothing is stored twice.
#
# Usage: assemble.sh SOURCES TARGET VERIFY MODEL...
# The first model is in SOURCES/0, the second in SOURCES/1, and so on. Of each blob that a manifest names, the size is
# compared, and the digest of those up to a mebibyte: manifests, templates, parameters. Where VERIFY is "digests", the
# weights are read to their end too. Anything missing or different ends it with 1.
set -euf

sources=$1 target=$2 verify=$3
shift 3
small=1048576

fail() {
  echo "assemble: $*" >&2
  exit 1
}

# check_blob FILE SIZE: the name of a blob is its digest.
check_blob() {
  [ -f "$1" ] || fail "$1 is missing"
  size=$(wc -c <"$1")
  [ "$size" -eq "$2" ] || fail "$1 has $size bytes, and its manifest says $2"
  if [ "$verify" = digests ] || [ "$size" -le "$small" ]; then
    sum=$(sha256sum <"$1")
    [ "sha256-${sum%% *}" = "${1##*/}" ] || fail "$1 has the digest ${sum%% *}"
  fi
}

rm -rf "$target/manifests" "$target/blobs"
mkdir -p "$target/blobs"
number=0
for model in "$@"; do
  source=$sources/$number
  number=$((number + 1))
  manifest=manifests/registry.ollama.ai/library/${model%%:*}/${model#*:}
  [ -f "$source/$manifest" ] || fail "$source is no artifact of $model: it has no $manifest"
  # One line for each object of the manifest; those with a digest are the configuration and the layers.
  blobs=$(tr -d ' \t\r\n' <"$source/$manifest" | tr '{' '\n' | grep '"digest":') || fail "$manifest names no blobs"
  for blob in $blobs; do
    digest=$(printf '%s\n' "$blob" | sed -n 's/.*"digest":"sha256:\([0-9a-f]\{64\}\)".*/\1/p')
    bytes=$(printf '%s\n' "$blob" | sed -n 's/.*"size":\([0-9][0-9]*\).*/\1/p')
    if [ -z "$digest" ] || [ -z "$bytes" ]; then
      fail "$manifest has a blob without digest or size: $blob"
    fi
    check_blob "$source/blobs/sha256-$digest" "$bytes"
    ln -sf "$source/blobs/sha256-$digest" "$target/blobs/sha256-$digest"
  done
  mkdir -p "$target/${manifest%/*}"
  cp "$source/$manifest" "$target/$manifest"
  echo "assemble: $model is complete"
done
