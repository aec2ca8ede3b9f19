#!/bin/sh
# Starts a server: first it finds out who the primary is, then it is that, or its replica.
# shellcheck source=generators/valkey/scripts/common.sh
. "${0%/*}/common.sh"

conf=$RUN/server.conf
# The primary that this server last knew. It lies beside the data: when all have stopped, it is all that is left.
record=$DATA/primary

empty() { [ ! -e "$DATA/dump.rdb" ] && [ ! -e "$DATA/appendonlydir" ]; }

# outdated ANSWERS says that another has what this server has missed. It has been a primary that stopped without handing
# over, and its replicas lived on; or it has lost its volume; or another has been promoted already.
outdated() {
  empty && keys=1 || keys=0
  echo "$1" | awk -v self="$SELF" -v empty="$keys" '
    $2 == "slave" && $3 == self && $5 >= 0 || empty && $6 == 1 || $2 == "master" && $4 > 0 {found = 1} END {exit !found}'
}

# votes ANSWERS are what servers say, and what this one remembers.
votes() {
  [ -z "$1" ] || echo "$1"
  [ ! -e "$record" ] || awk -v self="$SELF" '{print self, $1 == self ? "master" : "slave", $1}' "$record"
}

# Where Sentinels know, that holds: if they name this server and it is outdated, they are asked for another. Where they do
# not, servers vote. This server is the primary of an empty cluster only if it is the first and nobody says anything else.
find_primary() {
  start=$(date +%s)
  while :; do
    waited=$(($(date +%s) - start))
    answers=$(servers_say keeper)
    read -r _ primary sentinel <<END
$(sentinels_say)
END
    if [ -z "$primary" ]; then
      votes=$(votes "$answers")
      elected=$(echo "$votes" | elect)
      if settled "${elected%% *}" "$votes" || [ "$waited" -ge "$PATIENCE" ]; then
        primary=${elected#* }
        primary=${primary:-$(first)}
      fi
    fi
    if [ -n "$primary" ] && [ "$primary" != "$SELF" ]; then return; fi
    if [ "$primary" = "$SELF" ]; then
      if ! outdated "$answers"; then return; fi
      if [ "$waited" -ge $((PATIENCE + 60)) ]; then
        if ! empty; then
          say 'others have what this server has missed, but nobody has replaced it in a minute: it is the primary'
          return
        fi
        say 'this server is named as the primary and has no data, and others have: it does not start'
        exit 1
      fi
      if [ -n "$sentinel" ]; then
        answer=$(ask keeper "$sentinel" "$SENTINEL_PORT" sentinel failover "$PRIMARY_NAME")
        say "others have what this server has missed; asked $sentinel for another primary: $answer"
      fi
    fi
    sleep 1
  done
}

write_record() {
  echo "$1" >"$record.new"
  mv "$record.new" "$record"
}

# keep notes who the primary is, which Sentinels write into the configuration, and hands changed secrets to the server.
keep() {
  PASSWORD=$(cat "$SECRETS/keeper")
  state=$(state_of_secrets)
  while sleep 2; do
    now=$(sed -n 's/^replicaof \([^ ]*\) .*/\1/p' "$conf")
    if [ "${now:-$SELF}" != "$(cat "$record")" ]; then write_record "${now:-$SELF}"; fi
    changed=$(state_of_secrets)
    if [ "$changed" = "$state" ]; then continue; fi
    # The server still has the old password of this script.
    # shellcheck disable=SC2034 # ask uses it
    if [ "$(ask keeper "$HERE" "$PORT" acl load)" = OK ] && PASSWORD=$(cat "$SECRETS/keeper") &&
      [ "$(ask keeper "$HERE" "$PORT" config set masterauth "$(cat "$SECRETS/replica")")" = OK ]; then
      state=$changed
      say 'the secrets have changed, and the server has the new ones'
    fi
  done
}

find_primary
write_record "$primary"
{
  cat "$CONFIG/server.conf"
  echo "bind ${BIND:-* -::*}"
  echo "port $PORT"
  echo "dir $DATA"
  echo "aclfile $SECRETS/users.acl"
  echo "masteruser replica"
  echo "masterauth $(quoted "$SECRETS/replica")"
  echo "replica-announce-ip $SELF"
  echo "replica-announce-port $PORT"
  if [ "$primary" != "$SELF" ]; then echo "replicaof $primary $PORT"; fi
} >"$conf"
say "the primary is $primary"
keep &
exec "$(program server)" "$conf"
