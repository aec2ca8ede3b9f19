#!/bin/bash
# Makes the users of clients in Neo4j what the files of the secret store say: one <client>.username and
# <client>.password each. Who is no client any more has no user. No password is ever an argument of a program.
set -euo pipefail

: "${CLIENTS:?the directory of names and passwords}" "${AUTH:?the file of neo4j/<password>}" "${ADDRESS:?where the server is}"
ROLE=${ROLE:-}

auth=$(<"$AUTH")
export NEO4J_USERNAME=${auth%%/*} NEO4J_PASSWORD=${auth#*/}

shell() { cypher-shell --address "$ADDRESS" --database system --format plain --non-interactive --fail-fast; }

# quoted writes a text as one of Cypher.
quoted() {
	local text=${1//\\/\\\\}
	printf "'%s'" "${text//\'/\\\'}"
}

# The first line is the name of the column.
present=$(printf 'SHOW USERS YIELD user;\n' | shell | sed 1d)

statements=
declare -A wanted=([neo4j]=1)
for file in "$CLIENTS"/*.username; do
	name=$(<"$file")
	if [[ ! $name =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*$ || $name == neo4j ]]; then
		echo "$file: no name for a client" >&2
		exit 1
	fi
	wanted[$name]=1
	password=$(<"${file%.username}.password")
	# Who can log in is left alone: a user that is replaced loses its roles for a moment, and a server may refuse to set a
	# password that is set already.
	if ! printf 'SHOW CURRENT USER;\n' | NEO4J_USERNAME=$name NEO4J_PASSWORD=$password shell >/dev/null 2>&1; then
		echo "$name cannot log in, and is made anew"
		statements+="CREATE OR REPLACE USER \`$name\` SET PASSWORD $(quoted "$password") CHANGE NOT REQUIRED;"$'\n'
	fi
	if [[ -n $ROLE ]]; then
		for other in reader editor publisher architect; do
			if [[ $other != "$ROLE" ]]; then
				statements+="REVOKE ROLE $other FROM \`$name\`;"$'\n'
			fi
		done
		statements+="GRANT ROLE $ROLE TO \`$name\`;"$'\n'
	fi
done

while IFS= read -r name; do
	name=${name#\"} name=${name%\"}
	if [[ -z ${wanted[$name]:-} ]]; then
		echo "$name is no client any more"
		statements+="DROP USER \`${name//\`/\`\`}\` IF EXISTS;"$'\n'
	fi
done <<<"$present"

if [[ -n $statements ]]; then
	printf '%s' "$statements" | shell
fi
echo "$((${#wanted[@]} - 1)) users of clients"
