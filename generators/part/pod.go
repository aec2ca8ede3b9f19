package part

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	apps "k8s.io/client-go/applyconfigurations/apps/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	meta "k8s.io/client-go/applyconfigurations/meta/v1"
	policy "k8s.io/client-go/applyconfigurations/policy/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Place is where pods may run: on machines for accelerators, or on workers of the given kinds, the first preferred.
type Place struct {
	GPU      bool
	Capacity []string
}

// Reserved are the machines that the provider does not take back: what keeps data runs there.
var Reserved = Place{Capacity: []string{"reserved"}}

// Affinity keeps pods on the machines of the place.
func (p Place) Affinity() *core.AffinityApplyConfiguration {
	term := func(key string, values ...string) *core.NodeSelectorTermApplyConfiguration {
		return core.NodeSelectorTerm().WithMatchExpressions(core.NodeSelectorRequirement().WithKey(key).WithOperator(corev1.NodeSelectorOpIn).WithValues(values...))
	}
	node := core.NodeAffinity()
	if p.GPU {
		return core.Affinity().WithNodeAffinity(node.WithRequiredDuringSchedulingIgnoredDuringExecution(
			core.NodeSelector().WithNodeSelectorTerms(term("sutaz.ai/role", "gpu"))))
	}
	required := term("sutaz.ai/capacity", p.Capacity...)
	required.WithMatchExpressions(core.NodeSelectorRequirement().WithKey("sutaz.ai/role").WithOperator(corev1.NodeSelectorOpIn).WithValues("worker"))
	node.WithRequiredDuringSchedulingIgnoredDuringExecution(core.NodeSelector().WithNodeSelectorTerms(required))
	if len(p.Capacity) > 1 {
		node.WithPreferredDuringSchedulingIgnoredDuringExecution(core.PreferredSchedulingTerm().WithWeight(100).
			WithPreference(term("sutaz.ai/capacity", p.Capacity[0])))
	}
	return core.Affinity().WithNodeAffinity(node)
}

// Tolerations are for the taints of the machines of the place.
func (p Place) Tolerations(env *platform.Environment) []*core.TolerationApplyConfiguration {
	var tolerations []*core.TolerationApplyConfiguration
	for _, name := range slices.Sorted(maps.Keys(env.Environment.NodePools)) {
		pool := env.Environment.NodePools[name]
		if !p.allows(pool) {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(pool.Taints)) {
			tolerations = append(tolerations, core.Toleration().WithKey(key).WithOperator(corev1.TolerationOpEqual).
				WithValue(pool.Taints[key]).WithEffect(corev1.TaintEffectNoSchedule))
		}
	}
	return tolerations
}

// allows says whether the affinity allows the machines of the pool.
func (p Place) allows(pool schema.NodePool) bool {
	if p.GPU {
		return pool.Role == "gpu"
	}
	return pool.Role == "worker" && slices.Contains(p.Capacity, pool.CapacityType)
}

// Spread is one constraint: pods with the labels of selector differ by one at most between the domains of key. Revision
// is the label that tells one revision from the next.
func Spread(key string, action corev1.UnsatisfiableConstraintAction, selector map[string]string, revision string) *core.TopologySpreadConstraintApplyConfiguration {
	return core.TopologySpreadConstraint().WithMaxSkew(1).WithTopologyKey(key).WithWhenUnsatisfiable(action).
		WithNodeTaintsPolicy(corev1.NodeInclusionPolicyHonor).
		WithLabelSelector(meta.LabelSelector().WithMatchLabels(selector)).WithMatchLabelKeys(revision)
}

// SpreadSet are the constraints of servers of which each keeps a copy: never two in a zone while another has none, and,
// where the environment has several zones, never two on a host.
func SpreadSet(env *platform.Environment, selector map[string]string, revision string) []*core.TopologySpreadConstraintApplyConfiguration {
	if len(env.Environment.Zones) < 2 {
		return []*core.TopologySpreadConstraintApplyConfiguration{Spread(corev1.LabelHostname, corev1.ScheduleAnyway, selector, revision)}
	}
	return []*core.TopologySpreadConstraintApplyConfiguration{
		Spread(corev1.LabelTopologyZone, corev1.DoNotSchedule, selector, revision), Spread(corev1.LabelHostname, corev1.DoNotSchedule, selector, revision),
	}
}

// SecurePod is the security context of a pod of the level restricted.
func SecurePod(uid int64) *core.PodSecurityContextApplyConfiguration {
	return core.PodSecurityContext().
		WithRunAsNonRoot(true).WithRunAsUser(uid).WithRunAsGroup(uid).WithFSGroup(uid).
		WithFSGroupChangePolicy(corev1.FSGroupChangeOnRootMismatch).
		WithSeccompProfile(core.SeccompProfile().WithType(corev1.SeccompProfileTypeRuntimeDefault))
}

// SecureContainer is the security context of a container of the level restricted, with a root directory that nobody
// writes.
func SecureContainer() *core.SecurityContextApplyConfiguration {
	return core.SecurityContext().
		WithAllowPrivilegeEscalation(false).WithReadOnlyRootFilesystem(true).WithRunAsNonRoot(true).
		WithCapabilities(core.Capabilities().WithDrop("ALL"))
}

// Resources are the requests and limits of a size; scratch is what its directories in memory or on the local disk may
// hold beside.
func Resources(size schema.Size, scratch ...string) *core.ResourceRequirementsApplyConfiguration {
	list := func(from schema.Resources) corev1.ResourceList {
		return corev1.ResourceList{
			corev1.ResourceCPU: resource.MustParse(from.CPU), corev1.ResourceMemory: resource.MustParse(from.Memory),
			corev1.ResourceEphemeralStorage: resource.MustParse(size.Ephemeral),
		}
	}
	limits := list(size.Limits)
	disk := limits[corev1.ResourceEphemeralStorage]
	for _, more := range scratch {
		disk.Add(resource.MustParse(more))
	}
	limits[corev1.ResourceEphemeralStorage] = disk
	return core.ResourceRequirements().WithRequests(list(size.Requests)).WithLimits(limits)
}

// GPUResource is the name of the resource that the device plugin offers.
func GPUResource(gpu schema.GPU) string {
	if gpu.Profile == "" {
		return "nvidia.com/gpu"
	}
	return "nvidia.com/mig-" + gpu.Profile
}

// Scratch is a directory that goes with the pod.
func Scratch(name, size string) *core.VolumeApplyConfiguration {
	return core.Volume().WithName(name).WithEmptyDir(core.EmptyDirVolumeSource().WithSizeLimit(resource.MustParse(size)))
}

// Mount puts a volume at a path.
func Mount(name, path string) *core.VolumeMountApplyConfiguration {
	return core.VolumeMount().WithName(name).WithMountPath(path)
}

// Lasting are the labels that stay for the life of a component: a claim template can never change, so it holds no other.
func Lasting(name string) map[string]string {
	return map[string]string{"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz"}
}

// Claim is the template of a claim in a StatefulSet.
func Claim(env *platform.Environment, owner, name string, volume schema.Volume) *core.PersistentVolumeClaimApplyConfiguration {
	claim := core.PersistentVolumeClaim(name, "").WithLabels(Lasting(owner)).
		WithAnnotations(map[string]string{"argocd.argoproj.io/sync-options": Keep}).
		WithSpec(core.PersistentVolumeClaimSpec().WithAccessModes(corev1.ReadWriteOnce).
			WithStorageClassName(env.Environment.StorageClasses[volume.Class]).
			WithResources(core.VolumeResourceRequirements().WithRequests(corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(volume.Size)})))
	claim.Namespace = nil // It is that of the set.
	return claim
}

// Keep are the sync options of what holds data: nothing but a person deletes it.
const Keep = "Prune=false,Delete=false"

// Budget lets machines be drained one pod at a time.
func Budget(name, namespace string, labels, selector map[string]string) object.Object {
	return object.From(policy.PodDisruptionBudget(name, namespace).WithLabels(labels).WithSpec(policy.PodDisruptionBudgetSpec().
		WithMaxUnavailable(intstr.FromInt32(1)).WithSelector(meta.LabelSelector().WithMatchLabels(selector)).
		// What does not work anyway does not keep its node from being drained.
		WithUnhealthyPodEvictionPolicy(policyv1.AlwaysAllow)))
}

// Account is a service account without a token: pods that call the API server mount one themselves.
func Account(name, namespace string, labels map[string]string) object.Object {
	return object.From(core.ServiceAccount(name, namespace).WithLabels(labels).WithAutomountServiceAccountToken(false))
}

// Headless gives each pod of a StatefulSet a name, whether it is ready or not: peers find each other before they serve.
// Its name is that of the set and "-pods".
func Headless(name, namespace string, labels, selector map[string]string, ports map[string]schema.ContainerPort) object.Object {
	// Another component label, so that a ServiceMonitor finds one Service and not both.
	labels = maps.Clone(labels)
	labels["app.kubernetes.io/component"] = "pods"
	return object.From(core.Service(name+"-pods", namespace).WithLabels(labels).WithSpec(core.ServiceSpec().WithClusterIP(corev1.ClusterIPNone).
		WithSelector(selector).WithPublishNotReadyAddresses(true).WithPorts(ServicePorts(ports)...)))
}

// Service is one address for the pods with the labels of selector.
func Service(env *platform.Environment, name, namespace string, labels, selector map[string]string, ports map[string]schema.ContainerPort) object.Object {
	spec := core.ServiceSpec().WithType(corev1.ServiceTypeClusterIP).WithSelector(selector).WithPorts(ServicePorts(ports)...)
	if len(env.Environment.Zones) > 1 {
		spec.WithTrafficDistribution(TrafficZone)
	}
	return object.From(core.Service(name, namespace).WithLabels(labels).WithSpec(spec))
}

// TrafficZone keeps requests in the zone while it has endpoints; the name is that of Kubernetes 1.34 and later.
const TrafficZone = "PreferSameZone"

// KeepClaims leaves the claims of a StatefulSet where they are, whatever becomes of it.
func KeepClaims() *apps.StatefulSetPersistentVolumeClaimRetentionPolicyApplyConfiguration {
	return apps.StatefulSetPersistentVolumeClaimRetentionPolicy().
		WithWhenDeleted(appsv1.RetainPersistentVolumeClaimRetentionPolicyType).WithWhenScaled(appsv1.RetainPersistentVolumeClaimRetentionPolicyType)
}

// ServicePorts are those of a Service, by the names of the container's ports.
func ServicePorts(ports map[string]schema.ContainerPort) []*core.ServicePortApplyConfiguration {
	var out []*core.ServicePortApplyConfiguration
	for _, port := range platform.SortedPorts(ports) {
		out = append(out, core.ServicePort().WithName(port.Name).WithPort(int32(port.Port)).
			WithTargetPort(intstr.FromString(port.Name)).WithProtocol(corev1.Protocol(port.Protocol)).WithAppProtocol(appProtocol(port.AppProtocol)))
	}
	return out
}

// appProtocol is the name that Kubernetes gives a protocol where it has one of its own.
func appProtocol(name string) string {
	switch name {
	case "http2":
		return "kubernetes.io/h2c"
	case "ws":
		return "kubernetes.io/ws"
	}
	return name
}

// ContainerPorts are those of a container, in the order of platform.SortedPorts.
func ContainerPorts(ports map[string]schema.ContainerPort) []*core.ContainerPortApplyConfiguration {
	var out []*core.ContainerPortApplyConfiguration
	for _, port := range platform.SortedPorts(ports) {
		out = append(out, core.ContainerPort().WithName(port.Name).WithContainerPort(int32(port.Port)).WithProtocol(corev1.Protocol(port.Protocol)))
	}
	return out
}

// Image is the reference that a container runs.
func Image(i schema.Image) string {
	reference := i.Repository + ":" + i.Tag
	if i.Digest != "" {
		reference += "@" + i.Digest
	}
	return reference
}

// Checksum changes when one of the files does, so that pods are replaced.
func Checksum(files map[string]string) string {
	var all []byte
	for _, file := range slices.Sorted(maps.Keys(files)) {
		all = fmt.Appendf(all, "%d %s %d %s", len(file), file, len(files[file]), files[file])
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:16])
}

// LabelChecksum is the annotation that holds a checksum of configuration.
const LabelChecksum = "sutaz.ai/config-checksum"

// Runs says what pods ask of machines: so many of them at the fewest, so many at the most. Containers run beside each
// other; what starts before them does not add to it.
func Runs(place Place, pod *core.PodSpecApplyConfiguration, fewest, most int64) object.Runs {
	runs := object.Runs{Capacity: place.Capacity, GPU: place.GPU, Fewest: fewest, Most: most}
	for _, container := range pod.Containers {
		if container.Resources == nil || container.Resources.Requests == nil {
			continue
		}
		for name, quantity := range *container.Resources.Requests {
			switch {
			case name == corev1.ResourceCPU:
				runs.CPU += quantity.MilliValue()
			case name == corev1.ResourceMemory:
				runs.Memory += quantity.Value()
			case strings.HasPrefix(string(name), "nvidia.com/"):
				if runs.Accelerators == nil {
					runs.Accelerators = map[string]int64{}
				}
				runs.Accelerators[string(name)] += quantity.Value()
			}
		}
	}
	return runs
}
