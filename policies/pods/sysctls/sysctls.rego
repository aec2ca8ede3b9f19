# METADATA
# title: No pod changes settings of the kernel that others share
# description: >-
#   Only some settings belong to the pod alone; the others change how the node treats all its pods, or open ways to
#   exhaust it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, NSA/pod-security]
#   fix: Remove the setting, or set it on the nodes for all.
package policies.pods.sysctls

import data.policies.lib

allowed := {
	"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_rmem",
	"net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
}

deny contains {"path": lib.at(pod.path, ["securityContext", "sysctls", i, "name"]), "message": message} if {
	pod := lib.pod(input)
	some i, sysctl in pod.spec.securityContext.sysctls
	not sysctl.name in allowed
	message := sprintf("the pod sets %v of the kernel", [sysctl.name])
}
