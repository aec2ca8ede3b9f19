package policies.availability.liveness_like_readiness_test

import data.policies.availability.liveness_like_readiness
import data.policies.lib
import data.policies.lib.testing

probing_kinds := lib.controllers | {"Pod", "PodTemplate"}

probes(kind, liveness, readiness) := testing.edit(testing.fixture(kind), [
	{"op": "add", "path": testing.pod_path(kind, ["containers", 0, "livenessProbe"]), "value": liveness},
	{"op": "add", "path": testing.pod_path(kind, ["containers", 0, "readinessProbe"]), "value": readiness},
])

finding(kind, alive, ready) := {
	"path": testing.pod_path(kind, ["containers", 0, "livenessProbe"]),
	"message": sprintf("container \"a\" is restarted after %d s of the failures that take it out of service after %d s", [alive, ready]),
}

http := {"httpGet": {"path": "/health", "port": "http"}}

cases[note] := {"input": probes(kind, http, http), "want": {finding(kind, 30, 30)}} if {
	some kind in probing_kinds
	note := sprintf("a %s that asks the same", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in probing_kinds
	note := sprintf("a %s that asks two things", [kind])
}

same["a tcp connection"] := [{"tcpSocket": {"port": 8080}}, {"tcpSocket": {"port": "http"}}]

same["a command"] := [{"exec": {"command": ["a", "b"]}}, {"exec": {"command": ["a", "b"]}}]

same["gRPC"] := [{"grpc": {"port": 1}}, {"grpc": {"port": 1, "service": ""}}]

same["what is meant"] := [{"httpGet": {"port": 8080}}, {"httpGet": {"path": "/", "port": "http", "scheme": "HTTP"}}]

same["given up sooner"] := [object.union(http, {"failureThreshold": 3}), object.union(http, {"failureThreshold": 3, "periodSeconds": 10})]

cases[note] := {"input": probes("Pod", liveness, readiness), "want": {finding("Pod", 30, 30)}} if {
	some note, [liveness, readiness] in same
}

different["another path"] := [http, {"httpGet": {"path": "/ready", "port": "http"}}]

different["another port"] := [http, {"httpGet": {"path": "/health", "port": 8081}}]

different["another host"] := [http, {"httpGet": {"path": "/health", "port": "http", "host": "x"}}]

different["another command"] := [{"exec": {"command": ["a"]}}, {"exec": {"command": ["b"]}}]

different["another service"] := [{"grpc": {"port": 1}}, {"grpc": {"port": 1, "service": "s"}}]

different["another kind of question"] := [http, {"tcpSocket": {"port": "http"}}]

different["more failures"] := [object.union(http, {"failureThreshold": 4}), http]

different["asked less often"] := [object.union(http, {"periodSeconds": 20}), http]

cases[note] := {"input": probes("Pod", liveness, readiness), "want": set()} if {
	some note, [liveness, readiness] in different
}

cases["sooner"] := {
	"input": probes("Pod", object.union(http, {"periodSeconds": 5, "failureThreshold": 2}), http),
	"want": {finding("Pod", 10, 30)},
}

test_cases[note] if {
	some note, case in cases
	liveness_like_readiness.deny == case.want with input as case.input
}
