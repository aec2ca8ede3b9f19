# METADATA
# title: No two Ingresses serve one path
# description: >-
#   Which of them answers depends on the controller, and on which was made first.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/
# custom:
#   severity: high
#   kinds: [Ingress.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Remove the path from all Ingresses but one.
package policies.network.host_path_twice

import data.policies.lib

deny contains {"object": lib.ref(p.ingress), "path": p.path, "message": message} if {
	some list in by_key
	count(list) > 1
	some n in list
	p := paths[n]
	other := min({m | some m in list; m != n})
	message := sprintf("%s%s is served by the Ingress %s as well", [p.host, p.route, name(paths[other].ingress)])
}

name(ingress) := sprintf("%s/%s", [lib.namespace(ingress), ingress.metadata.name])

# paths are those of all Ingresses but canaries, which stand beside another by design.
paths := [p |
	some ingress in lib.objects_of("Ingress.networking.k8s.io")
	lib.dig(lib.annotations(ingress), "nginx.ingress.kubernetes.io/canary", "false") != "true"
	some i, rule in ingress.spec.rules
	some j, path in rule.http.paths
	p := {
		"ingress": ingress, "path": ["spec", "rules", i, "http", "paths", j, "path"], "host": lib.dig(rule, "host", "*"), "route": lib.dig(path, "path", "/"),
		"key": [lib.dig(ingress, ["spec", "ingressClassName"], ""), lib.dig(rule, "host", ""), lib.dig(path, "path", "/"), lib.dig(path, "pathType", "")],
	}
]

by_key[key] := {n | some n; paths[n].key == key} if {
	some key in {p.key | some p in paths}
}
