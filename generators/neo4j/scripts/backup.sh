#!/bin/bash
# Copies all databases of Neo4j to every location: backup.sh FULL copies all of them, backup.sh AUTO what has changed
# since the copy before. Each location is a directory with endpoint, region, to, access-key and secret-key.
set -euo pipefail

: "${LOCATIONS:?the directory of the locations}" "${SERVERS:?the servers, as host:port,...}" "${SCRATCH:?an empty directory}"
failed=0
for location in "$LOCATIONS"/*/; do
	AWS_ACCESS_KEY_ID=$(<"$location/access-key")
	AWS_SECRET_ACCESS_KEY=$(<"$location/secret-key")
	AWS_REGION=$(<"$location/region")
	AWS_ENDPOINT_URL_S3=$(<"$location/endpoint")
	export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_ENDPOINT_URL_S3
	# One location that does not answer is no reason to leave out the other.
	neo4j-admin database backup --type="$1" --prefer-diff-as-parent --from="$SERVERS" --to-path="$(<"$location/to")" --temp-path="$SCRATCH" '*' || failed=1
done
exit "$failed"
