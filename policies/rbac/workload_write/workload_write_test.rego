package policies.rbac.workload_write_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.workload_write

kinds := lib.roles

bad["pods"] := [testing.grant("", ["pods"], ["create"]), `rule 0 grants create on pods: its holder runs any image with any secret of the namespace`]

bad["deployments are patched"] := [testing.grant("apps", ["deployments"], ["get", "patch"]), `rule 0 grants patch on deployments: its holder runs any image with any secret of the namespace`]

bad["one that is named is as good as any"] := [testing.only(testing.grant("apps", ["statefulsets"], ["update"]), ["a"]), `rule 0 grants update on statefulsets: its holder runs any image with any secret of the namespace`]

bad["jobs"] := [testing.grant("batch", ["jobs"], ["create", "patch"]), `rule 0 grants create on jobs: its holder runs any image with any secret of the namespace`]

bad["cron jobs"] := [testing.grant("batch", ["cronjobs"], ["patch"]), `rule 0 grants patch on cronjobs: its holder runs any image with any secret of the namespace`]

bad["rollouts"] := [testing.grant("argoproj.io", ["rollouts"], ["patch"]), `rule 0 grants patch on rollouts: its holder runs any image with any secret of the namespace`]

bad["every resource of a group"] := [testing.grant("apps", ["*"], ["update"]), `rule 0 grants update on every resource: its holder runs any image with any secret of the namespace`]

bad["every group"] := [testing.grant("*", ["daemonsets"], ["*"]), `rule 0 grants every verb on daemonsets: its holder runs any image with any secret of the namespace`]

good["they are read and deleted"] := testing.grant("apps", ["deployments", "replicasets"], ["get", "list", "watch", "delete"])

good["scale and status"] := testing.grant("apps", ["deployments/scale", "deployments/status", "*/scale"], ["patch", "update"])

good["jobs are patched"] := testing.grant("batch", ["jobs"], ["patch", "update"])

good["a group that has no such resource"] := testing.grant("", ["deployments"], ["create"])

good["eviction"] := testing.grant("", ["pods/eviction"], ["create"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	workload_write.deny == case.want with input as case.input
}
