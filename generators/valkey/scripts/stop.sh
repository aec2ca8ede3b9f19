#!/bin/sh
# Hands over before a primary stops: it takes no more writes, its replicas catch up, and Sentinels promote one of them.
# shellcheck source=generators/valkey/scripts/common.sh
. "${0%/*}/common.sh"

info() { ask keeper "$HERE" "$PORT" info replication; }

# caught_up OFFSET says that all replicas have got all that the primary had at the offset.
caught_up() {
  info | awk -F '[:,=]' -v want="$1" '/^slave[0-9]+:/ {for (i = 2; i < NF; i++) if ($i == "offset" && $(i + 1) < want) late = 1} END {exit late}'
}

# replaced says that Sentinels name another primary.
replaced() {
  read -r _ primary _ <<END
$(sentinels_say)
END
  [ -n "$primary" ] && [ "$primary" != "$SELF" ]
}

# wait_until SECONDS COMMAND... asks until the command succeeds, and fails after the time.
wait_until() {
  end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    if [ "$(date +%s)" -ge "$end" ]; then return 1; fi
    sleep 0.2
  done
}

state=$(info)
if ! echo "$state" | grep -q '^role:master$' || ! echo "$state" | grep -q '^slave0:.*state=online'; then exit 0; fi
ask keeper "$HERE" "$PORT" client pause 40000 write >/dev/null
wait_until 10 caught_up "$(info | sed -n 's/^master_repl_offset://p')" || say 'a replica is behind'
for sentinel in $SENTINELS; do
  if replaced; then exit 0; fi
  answer=$(ask keeper "$sentinel" "$SENTINEL_PORT" sentinel failover "$PRIMARY_NAME")
  say "asked $sentinel for another primary: $answer"
  if [ "$answer" = OK ] && wait_until 25 replaced; then exit 0; fi
done
ask keeper "$HERE" "$PORT" client unpause >/dev/null
say 'no other primary was found; Sentinels will look for one when this has stopped'
