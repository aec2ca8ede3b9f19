#!/bin/sh
# Starts a Sentinel with a configuration of its own making: other Sentinels, else the servers, say who the primary is.
# shellcheck source=generators/valkey/scripts/common.sh
. "${0%/*}/common.sh"

conf=$RUN/sentinel.conf

# remembered prints what this Sentinel knew when its container stopped, as sentinels_say does.
remembered() {
  [ ! -e "$conf" ] || awk -v name="$PRIMARY_NAME" '
    $1 != "sentinel" || $3 != name {next} $2 == "monitor" {host = $4} $2 == "config-epoch" {epoch = $4}
    END {if (host != "") print epoch + 0, host}' "$conf"
}

find_primary() {
  start=$(date +%s)
  while :; do
    read -r epoch primary _ <<END
$({ remembered; sentinels_say; } | sort -k1,1nr -k2 | head -n 1)
END
    if [ -n "$primary" ]; then return; fi
    epoch=0
    answers=$(servers_say sentinel)
    elected=$(echo "$answers" | elect)
    if settled "${elected%% *}" "$answers" || [ $(($(date +%s) - start)) -ge $((2 * PATIENCE)) ]; then
      primary=${elected#* }
      primary=${primary:-$(first)}
      return
    fi
    sleep 1
  done
}

# keep ends the Sentinel when a secret has changed: the next one has the new.
keep() {
  state=$(state_of_secrets)
  while sleep 10; do
    if [ "$(state_of_secrets)" != "$state" ]; then
      say 'the secrets have changed'
      kill -TERM "$1"
      return
    fi
  done
}

find_primary
promise=$(sed -n 's/^sentinel current-epoch //p' "$conf" 2>/dev/null || true)
{
  echo "bind ${BIND:-* -::*}"
  echo "port $SENTINEL_PORT"
  echo "dir $RUN"
  echo "aclfile $SECRETS/users.acl"
  # The same after each start, or others would count one more Sentinel that is gone.
  echo "sentinel myid $(printf %s "$SELF" | sha1sum | cut -c 1-40)"
  echo "sentinel announce-ip $SELF"
  echo "sentinel announce-port $SENTINEL_PORT"
  echo "sentinel sentinel-user sentinel"
  echo "sentinel sentinel-pass $(quoted "$SECRETS/sentinel")"
  sed "s/@PRIMARY@/$primary/; s/@PORT@/$PORT/" "$CONFIG/sentinel.conf"
  echo "sentinel auth-user $PRIMARY_NAME sentinel"
  echo "sentinel auth-pass $PRIMARY_NAME $(quoted "$SECRETS/sentinel")"
  echo "sentinel config-epoch $PRIMARY_NAME $epoch"
  echo "sentinel current-epoch ${promise:-$epoch}"
  # A primary that is down cannot say who its replicas are.
  for server in $SERVERS; do
    [ "$server" = "$primary" ] || echo "sentinel known-replica $PRIMARY_NAME $server $PORT"
  done
} >"$conf.new"
mv "$conf.new" "$conf"
say "the primary is $primary"
keep $$ &
# Both names are the same program; some packages have only the server.
exec "$(program server)" "$conf" --sentinel
