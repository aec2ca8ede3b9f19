#!/bin/sh
# Rehearses the recovery of one store: restores the last copy beside it, looks at the content, measures how long that
# took, tells it, and cleans up. Exits with 0 when the content is what it should be.
#
# STORE          the name of the store
# RESTORED       what is restored, as kubectl names it: cluster/NAME or restore/NAME
# RESTORED_IN    the namespace that it is made in
# READY          what it says of itself when it is there, as kubectl wait takes it
# NAMESPACE      the namespace that claims are restored to
# TIMEOUT        how long that, and the look at the content, may take, in seconds
# TELEMETRY      where the result is sent, as OTLP over HTTP
# CHECK          the label of the Jobs that look at the content: they begin at the same time, and wait for it
# DRILL          the directory of restore.json
set -eu

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"; }

# clean removes what this rehearsal, or one that was killed, has made. What is not there is no fault.
clean() {
	kubectl delete --ignore-not-found --wait=true --timeout=300s -f "$DRILL/restore.json" || return 1
	kubectl delete --ignore-not-found --wait=true --timeout=120s persistentvolumeclaims --namespace "$NAMESPACE" --selector "velero.io/restore-name=drill-$STORE" || return 1
}

# tell sends a gauge for each pair of name and value.
tell() {
	now=$(date +%s)
	metrics=
	while [ $# -gt 1 ]; do
		metrics="$metrics${metrics:+,}{\"name\":\"$1\",\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"${now}000000000\",\"asDouble\":$2,\"attributes\":[{\"key\":\"store\",\"value\":{\"stringValue\":\"$STORE\"}}]}]}}"
		shift 2
	done
	curl --silent --show-error --fail --max-time 30 --retry 3 --header 'Content-Type: application/json' \
		--data "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"scope\":{\"name\":\"sutaz.drill\"},\"metrics\":[$metrics]}]}]}" \
		"$TELEMETRY/v1/metrics" >/dev/null
}

# checks are the Jobs that look at the content, a line each: the name, and what has become of it.
checks() {
	kubectl get jobs --namespace "$NAMESPACE" --selector "$CHECK" --output \
		'jsonpath={range .items[*]}{.metadata.name}{" "}{range .status.conditions[?(@.status=="True")]}{.type}{","}{end}{"\n"}{end}'
}

# checked waits until a Job that had not ended before has ended, and says whether it found what it should.
checked() {
	left=$TIMEOUT
	while [ "$left" -gt 0 ]; do
		fresh=$(checks | grep -vxF -e "${before:-none}" || true)
		case "$fresh" in
		*Failed,*)
			say 'the content is not what it should be'
			return 1
			;;
		*Complete,*) return 0 ;;
		esac
		sleep 5
		left=$((left - 5))
	done
	say "the look at the content did not end within $TIMEOUT s"
	return 1
}

# The program that runs on exit decides nothing: its failure must not hide that of the rehearsal.
ended() {
	status=$?
	trap - EXIT
	if ! clean; then
		say 'cleaning up failed; the next rehearsal tries again'
		[ "$status" -ne 0 ] || status=1
	fi
	if [ "$status" -eq 0 ]; then
		tell sutaz_drill_success 1 sutaz_drill_duration_seconds "$took" sutaz_drill_last_success_timestamp_seconds "$(date +%s)" || status=1
	else
		tell sutaz_drill_success 0 || say 'the failure could not be told'
	fi
	exit "$status"
}

clean
before=$(checks | grep -E '(Complete|Failed),' || true)
trap ended EXIT
trap 'exit 143' TERM INT
started=$(date +%s)
say "restoring $STORE"
kubectl create -f "$DRILL/restore.json"
kubectl wait "--for=$READY" "--timeout=${TIMEOUT}s" --namespace "$RESTORED_IN" "$RESTORED"
checked
took=$(($(date +%s) - started))
say "restored and looked at within $took s"
