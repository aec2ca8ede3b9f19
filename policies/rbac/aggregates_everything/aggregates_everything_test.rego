package policies.rbac.aggregates_everything_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.aggregates_everything

aggregated(selectors) := object.union(testing.drop(lib.cluster_role, ["rules"]), {"aggregationRule": {"clusterRoleSelectors": selectors}})

finding(i) := {
	"path": ["aggregationRule", "clusterRoleSelectors", i],
	"message": "the selector matches every role that is not kept out, cluster-admin among them",
}

cases["an empty selector"] := {"input": aggregated([{}]), "want": {finding(0)}}

cases["one of two"] := {"input": aggregated([{"matchLabels": {"a": "b"}}, {"matchLabels": {}, "matchExpressions": []}]), "want": {finding(1)}}

cases["whoever lacks a label"] := {"input": aggregated([{"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}]), "want": {finding(0)}}

cases["what cluster-admin carries"] := {"input": aggregated([{"matchLabels": {"kubernetes.io/bootstrapping": "rbac-defaults"}}]), "want": {finding(0)}}

cases["a label of its own"] := {"input": aggregated([{"matchLabels": {"rbac.example.com/aggregate-to-a": "true"}}]), "want": set()}

cases["no selector"] := {"input": aggregated([]), "want": set()}

cases["no aggregation"] := {"input": testing.fixture(lib.cluster_role), "want": set()}

test_cases[note] if {
	some note, case in cases
	aggregates_everything.deny == case.want with input as case.input
}
