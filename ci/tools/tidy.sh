#!/usr/bin/env bash
# Tidies the modules of the tools, or moves one to another version.
#
#   ci/tools/tidy.sh                    tidy all of them
#   ci/tools/tidy.sh kustomize@v5.8.1   take this version, then tidy
#
# `go mod tidy -modfile=ci/tools/kustomize.mod` would not do: it would read the packages of the repository as if they
# belonged to the tool's module. So each module is tidied alone, in a directory of its own.
set -euo pipefail
cd "$(dirname "$0")"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tidy() {
  local name=$1 version=${2:-} dir package
  dir=$scratch/$name
  mkdir "$dir"
  cp "$name.mod" "$dir/go.mod"
  cp "$name.sum" "$dir/go.sum"
  if [ -n "$version" ]; then
    package=$(sed -n 's/^tool //p' "$name.mod")
    go -C "$dir" get -tool "$package@$version"
  fi
  go -C "$dir" mod tidy
  cp "$dir/go.mod" "$name.mod"
  cp "$dir/go.sum" "$name.sum"
}

if [ $# -gt 0 ]; then
  for argument; do
    case $argument in
      kubectl@*)
        version=${argument#*@}
        go -C kubectl get "k8s.io/kubectl@$version" "k8s.io/component-base@$version"
        go -C kubectl mod tidy
        ;;
      *@*) tidy "${argument%@*}" "${argument#*@}" ;;
      *)
        echo "tidy.sh: $argument: expected tool@version, such as kustomize@v5.8.1" >&2
        exit 2
        ;;
    esac
  done
  exit
fi

for module in *.mod; do
  tidy "${module%.mod}"
done
go -C kubectl mod tidy
