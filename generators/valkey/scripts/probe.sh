#!/bin/sh
# Answers the kubelet: probe.sh live | ready | sentinel.
# shellcheck source=generators/valkey/scripts/common.sh
. "${0%/*}/common.sh"

case $1 in
  # A server that loads its data answers with an error, and lives.
  live) [ -n "$(ask keeper "$HERE" "$PORT" ping)" ] ;;
  # A primary is ready; a replica when it has what the primary has.
  ready)
    ask keeper "$HERE" "$PORT" info everything | awk '
      /^loading:1$/ {loading = 1} /^role:master$/ || /^master_link_status:up$/ {ready = 1} END {exit !(ready && !loading)}'
    ;;
  sentinel) [ "$(ask '' "$HERE" "$SENTINEL_PORT" ping)" = PONG ] ;;
  *) exit 2 ;;
esac
