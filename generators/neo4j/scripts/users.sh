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

statements=
declare -A wanted=([neo4j]=1)
for file in "$CLIENTS"/*.username; do
	name=$(<"$file")
	if [[ ! $name =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*$ || $name == neo4j ]]; then
		echo "$file: no name for a client" >&2
		exit 1
	fi
	wanted[$name]=1
	password=$(quoted "$(<"${file%.username}.password")")
	statements+="CREATE USER \`$name\` IF NOT EXISTS SET PASSWORD $password CHANGE NOT REQUIRED;"$'\n'
	statements+="ALTER USER \`$name\` SET PASSWORD $password CHANGE NOT REQUIRED;"$'\n'
	if [[ -n $ROLE ]]; then
		for other in reader editor publisher architect; do
			if [[ $other != "$ROLE" ]]; then
				statements+="REVOKE ROLE $other FROM \`$name\`;"$'\n'
			fi
		done
		statements+="GRANT ROLE $ROLE TO \`$name\`;"$'\n'
	fi
done

# The first line is the name of the column.
present=$(printf 'SHOW USERS YIELD user;\n' | shell | sed 1d)
while IFS= read -r name; do
	name=${name#\"} name=${name%\"}
	if [[ -z ${wanted[$name]:-} ]]; then
		echo "$name is no client any more"
		statements+="DROP USER \`${name//\`/\`\`}\` IF EXISTS;"$'\n'
	fi
done <<<"$present"

printf '%s' "$statements" | shell
echo "$((${#wanted[@]} - 1)) users of clients"
