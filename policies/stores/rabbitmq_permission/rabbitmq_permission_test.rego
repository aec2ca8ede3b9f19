package policies.stores.rabbitmq_permission_test

import data.policies.lib.testing
import data.policies.stores.rabbitmq_permission

object_of(kind, spec) := {"apiVersion": "rabbitmq.com/v1beta1", "kind": kind, "metadata": {"name": "a", "namespace": "x"}, "spec": spec}

permission(vhost, rights) := object_of("Permission", {"vhost": vhost, "permissions": rights})

queue := object_of("Queue", {"name": "q", "vhost": "agents"})

finding(right, message) := {"object": {"kind": "Permission.rabbitmq.com", "namespace": "x", "name": "a"}, "path": ["spec", "permissions", right], "message": message}

exact := {"configure": "^$", "write": "^work$", "read": "^(q|agents\\.b)$"}

cases["exact rights"] := {"input": testing.environment([permission("agents", exact), queue]), "want": set()}

cases["no rights"] := {"input": testing.environment([permission("agents", {"configure": "", "write": ""}), queue]), "want": set()}

cases[sprintf("%s %s", [right, expression])] := {
	"input": testing.environment([permission("agents", object.union(exact, {right: expression})), queue]),
	"want": {finding(right, sprintf("it may %s everything, by %q", [right, expression]))},
} if {
	some right in ["configure", "read", "write"]
	some expression in [".*", "^.*$", "^some\\."]
}

cases["a part of a name"] := {
	"input": testing.environment([permission("agents", object.union(exact, {"read": "agents\\.b"})), queue]),
	"want": {finding("read", "it may read what has the name in its own, by \"agents\\\\.b\"")},
}

cases["a vhost of its own"] := {"input": testing.environment([permission("dify", {"configure": ".*", "write": ".*", "read": ".*"}), queue]), "want": set()}

cases["the vhost of a queue that names none"] := {
	"input": testing.environment([permission("/", {"read": ".*"}), object_of("Queue", {"name": "q"})]),
	"want": {finding("read", "it may read everything, by \".*\"")},
}

test_cases[note] if {
	some note, case in cases
	rabbitmq_permission.deny == case.want with input as case.input
}
