#!/bin/sh
# Makes the collections of the file $1 that are not there: a name, a size and a distance on each line. One that is there
# with fewer copies than it must have is an error, since Qdrant does not copy it again by itself.
set -eu

# call METHOD PATH [BODY] prints the answer. The key goes by the standard input, where no list of processes shows it.
call() {
  printf 'header = "api-key: %s"\n' "$QDRANT_API_KEY" |
    curl --config - --silent --show-error --fail-with-body --max-time 60 --request "$1" \
      --header 'Content-Type: application/json' ${3:+--data "$3"} "$QDRANT_URL$2"
}

# A collection that is made before all servers are members gets no more copies than there are members.
waited=0
until [ "$(call GET /cluster | grep -o '"uri":' | wc -l)" -ge "$SERVERS" ]; do
  waited=$((waited + 1))
  if [ "$waited" -ge "$TRIES" ]; then
    echo "fewer than $SERVERS servers are members of the cluster" >&2
    exit 1
  fi
  sleep 5
done

failed=0
while read -r name size distance; do
  if call GET "/collections/$name/exists" | grep -q '"exists":true'; then
    factor=$(call GET "/collections/$name" | sed -n 's/.*"replication_factor":\([0-9]*\).*/\1/p')
    if [ "${factor:-0}" -lt "$REPLICATION_FACTOR" ]; then
      echo "collection $name has a replication factor of ${factor:-0}, not $REPLICATION_FACTOR: copy its shards, or make it anew" >&2
      failed=1
    else
      echo "collection $name is there"
    fi
    continue
  fi
  call PUT "/collections/$name" "{\"vectors\":{\"size\":$size,\"distance\":\"$distance\"},\"shard_number\":$SERVERS,\"replication_factor\":$REPLICATION_FACTOR,\"write_consistency_factor\":$WRITE_CONSISTENCY_FACTOR}"
  echo "collection $name is made"
done <"$1"
exit "$failed"
