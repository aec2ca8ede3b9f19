# shellcheck shell=sh
# What the scripts share. The environment says who this is and who the others are:
#   SELF            the host that others know this one by
#   SERVERS         the hosts of all servers, the one that is the primary of an empty cluster first
#   SENTINELS       the hosts of all Sentinels
#   PORT            the port of the servers
#   SENTINEL_PORT   the port of the Sentinels
#   PRIMARY_NAME    the name by which Sentinels know the primary
#   PATIENCE        the seconds that a start waits for others to say who the primary is
#   CONFIG          the directory of server.conf and sentinel.conf
#   SECRETS         the directory of users.acl and of passwords, one file for each user that the scripts have
#   RUN             a directory to write to, which goes with the pod
#   DATA            the directory of the data; servers only
#   BIND            the address to listen at; without it, all that there are
set -eu
umask 077
: "${SELF:?}" "${SERVERS:?}" "${SENTINELS:?}" "${PORT:?}" "${SENTINEL_PORT:?}" "${PRIMARY_NAME:?}" "${SECRETS:?}"

# A program asks itself by this address, and not by its name: an outage of DNS must not restart what works.
# shellcheck disable=SC2034 # Others use it.
HERE=${BIND:-127.0.0.1}

program() { command -v "valkey-$1" || command -v "redis-$1"; }

# ask USER HOST PORT COMMAND... prints the answer, or nothing where nobody answers. The user "" is the one without a
# password.
ask() {
  as=$1 host=$2 port=$3
  shift 3
  if [ -n "$as" ]; then
    REDISCLI_AUTH=${PASSWORD:-$(cat "$SECRETS/$as")}
    export REDISCLI_AUTH
    set -- --user "$as" "$@"
  fi
  timeout 3 "$(program cli)" -h "$host" -p "$port" "$@" 2>/dev/null </dev/null | tr -d '\r' || true
  unset REDISCLI_AUTH
}

# sentinels_say prints the epoch and the host of the primary, as the Sentinel says that has heard of the latest change, and
# the host of that Sentinel.
sentinels_say() {
  for sentinel in $SENTINELS; do
    if [ "$sentinel" = "$SELF" ]; then continue; fi
    epoch=$(ask '' "$sentinel" "$SENTINEL_PORT" sentinel master "$PRIMARY_NAME" | sed -n '/^config-epoch$/ {n; p}')
    if [ -z "$epoch" ]; then continue; fi
    # In the middle of a change, only this names the new one.
    ask '' "$sentinel" "$SENTINEL_PORT" sentinel get-master-addr-by-name "$PRIMARY_NAME" |
      awk -v epoch="$epoch" -v sentinel="$sentinel" 'NR == 1 && NF {print epoch, $1, sentinel}'
  done | sort -k1,1nr -k2 | head -n 1
}

# servers_say USER prints a line for each other server that answers: its host, its role, who it says is the primary, how
# many replicas it has, for how many seconds it has missed its primary, or -1, and whether it has keys.
servers_say() {
  for server in $SERVERS; do
    [ "$server" = "$SELF" ] || ask "$1" "$server" "$PORT" info everything | awk -F: -v host="$server" '
      /^(role|master_host|connected_slaves|master_link_down_since_seconds):/ {value[$1] = $2}
      /^db[0-9]+:/ {keys = 1}
      END {
        if (value["role"] == "") exit
        primary = value["role"] == "master" ? host : value["master_host"]
        missed = "master_link_down_since_seconds" in value ? value["master_link_down_since_seconds"] : -1
        print host, value["role"], primary, value["connected_slaves"] + 0, missed, keys + 0
      }'
  done
}

# elect reads what servers say and prints the host that most of them name, and how sure that is: 1 for a server that calls
# itself the primary, 2 for each that is its replica, since only a primary with a replica takes writes. 3 and more is
# never a mistake; 0 and no host where nobody says anything.
elect() {
  awk 'NF {score[$3] += $2 == "master" ? 1 : 2} END {for (host in score) print score[host], host; print 0, ""}' | sort -k1,1nr -k2 | head -n 1
}

# settled SCORE VOTES says that waiting would change nothing: it is sure, or all servers have said something.
settled() { [ "$1" -ge 3 ] || [ "$(echo "$2" | wc -l)" -ge "$(echo "$SERVERS" | wc -w)" ]; }

first() { echo "${SERVERS%% *}"; }

# quoted prints a file as a value of a configuration.
quoted() { printf '"%s"' "$(sed 's/[\\"]/\\&/g' "$1")"; }

# state_of_secrets changes when a secret does.
state_of_secrets() { cat "$SECRETS"/* | sha256sum; }

say() { echo "${0##*/}: $*" >&2; }
