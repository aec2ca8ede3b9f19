package policies.lib

# What rules on storage share.

# disks are drivers whose volumes are disks of one zone or of one node, which one node may write.
disks := {
	"csi.hetzner.cloud", "disk.csi.azure.com", "dobs.csi.digitalocean.com", "ebs.csi.aws.com", "kubernetes.io/aws-ebs",
	"kubernetes.io/azure-disk", "kubernetes.io/gce-pd", "linodebs.csi.linode.com", "local.csi.openebs.io", "openebs.io/local",
	"pd.csi.storage.gke.io", "rancher.io/local-path", "topolvm.io",
}

# claims_of are the claims that an object is, or makes: the path and the spec of each.
claims_of(o) := [{"path": ["spec"], "spec": o.spec}] if kind(o) == "PersistentVolumeClaim"

claims_of(o) := array.concat(
	[{"path": ["spec", "volumeClaimTemplates", i, "spec"], "spec": template.spec} | some i, template in templates_of(o)],
	[{"path": at(p.path, ["volumes", i, "ephemeral", "volumeClaimTemplate", "spec"]), "spec": volume.ephemeral.volumeClaimTemplate.spec} |
		p := pod(o)
		some i, volume in p.spec.volumes
	],
) if {
	kind(o) != "PersistentVolumeClaim"
}

templates_of(o) := dig(o, ["spec", "volumeClaimTemplates"], []) if kind(o) == "StatefulSet.apps"

templates_of(o) := [] if kind(o) != "StatefulSet.apps"

# single_writer says whether a volume of a pod is a claim of its namespace that one node may mount, and that it writes.
single_writer(namespace, volume) if {
	not volume.persistentVolumeClaim.readOnly == true
	modes := dig(get("PersistentVolumeClaim", namespace, volume.persistentVolumeClaim.claimName), ["spec", "accessModes"], [])
	count(modes) > 0
	every mode in modes {
		mode in {"ReadWriteOnce", "ReadWriteOncePod"}
	}
}
