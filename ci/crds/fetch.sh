#!/usr/bin/env bash
# Fetches the CustomResourceDefinitions of operators that no Go module carries into a directory, from GitHub at pinned
# commits. crds.sum lists them as sha256sum does: owner/repository/commit/path. A file with another checksum is refused.
#
#   ci/crds/fetch.sh .cache/crds
set -euo pipefail
list=$(cd "$(dirname "$0")" && pwd)/crds.sum
target=${1:?usage: fetch.sh DIRECTORY}

mkdir -p "$(dirname "$target")"
scratch=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

while read -r sum source; do
  file=$scratch/$(basename "$source")
  curl -fsSL --retry 3 --proto '=https' -o "$file" "https://raw.githubusercontent.com/$source"
  echo "$sum  $file" | sha256sum --check --quiet
done <"$list"

# All or nothing: what was there before stays until everything has come.
rm -rf "$target"
mkdir "$target"
cp "$scratch"/*.yaml "$target"
