#!/bin/sh
# Asks each server for a snapshot of its shards of each collection, which it sends to the object store. When all have
# answered, snapshots that are older than $RETENTION_DAYS days are deleted: old copies go only where new ones are.
set -eu

# call METHOD ADDRESS prints the answer. The key goes by the standard input, where no list of processes shows it.
call() {
  printf 'header = "api-key: %s"\n' "$QDRANT_API_KEY" |
    curl --config - --silent --show-error --fail-with-body --max-time 14400 --request "$1" "$2"
}

# names prints the names in a list of collections or snapshots.
names() {
  grep -o '"name":"[^"]*"' | cut -d '"' -f 4
}

for server in $SERVERS; do
  answer=$(call GET "$server/collections")
  collections=$(echo "$answer" | names || true)
  for collection in $collections; do
    call POST "$server/collections/$collection/snapshots?wait=true"
    echo
  done
done

# A name ends with the time at which the snapshot was made, in UTC.
oldest=$(date -u -d "@$(($(date +%s) - RETENTION_DAYS * 86400))" +%Y%m%d%H%M%S)
server=${SERVERS%% *} # All servers list the same directory of the object store.
for collection in $collections; do
  answer=$(call GET "$server/collections/$collection/snapshots")
  for snapshot in $(echo "$answer" | names || true); do
    made=$(echo "$snapshot" | sed -n 's/.*-\([0-9]\{4\}\)-\(..\)-\(..\)-\(..\)-\(..\)-\(..\)\.snapshot$/\1\2\3\4\5\6/p')
    if [ -n "$made" ] && [ "$made" -lt "$oldest" ]; then
      call DELETE "$server/collections/$collection/snapshots/$snapshot"
      echo
    fi
  done
done
