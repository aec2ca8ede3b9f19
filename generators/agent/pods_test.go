package agent_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

func isTrue(b *bool) bool  { return b != nil && *b }
func isFalse(b *bool) bool { return b != nil && !*b }

// Level restricted of the Pod Security Standards, field by field, and a root file system that nothing writes to.
func TestPodsAreRestricted(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		pod := r.pods.template.Spec
		if pod.HostNetwork || pod.HostPID || pod.HostIPC || isTrue(pod.ShareProcessNamespace) || pod.HostUsers != nil {
			t.Error("a namespace of the host or of the pod is shared")
		}
		s := pod.SecurityContext
		if s == nil {
			t.Fatal("no security context")
		}
		if !isTrue(s.RunAsNonRoot) || s.RunAsUser == nil || *s.RunAsUser == 0 || *s.RunAsUser != r.UID {
			t.Errorf("runs as %v, want the numeric user %d", s.RunAsUser, r.UID)
		}
		if s.RunAsGroup == nil || *s.RunAsGroup == 0 || s.FSGroup == nil || *s.FSGroup == 0 {
			t.Error("belongs to the group root")
		}
		if s.SeccompProfile == nil || s.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
			t.Error("no seccomp profile RuntimeDefault")
		}
		if s.SELinuxOptions != nil || s.AppArmorProfile != nil || s.WindowsOptions != nil || len(s.Sysctls) > 0 {
			t.Error("the host's security is changed")
		}
		if len(pod.InitContainers) > 0 || len(pod.EphemeralContainers) > 0 || len(pod.Containers) != 1 {
			t.Fatal("want one container and no other")
		}
		c := pod.Containers[0].SecurityContext
		if c == nil {
			t.Fatal("the container has no security context")
		}
		if isTrue(c.Privileged) || !isFalse(c.AllowPrivilegeEscalation) || !isTrue(c.ReadOnlyRootFilesystem) || !isTrue(c.RunAsNonRoot) {
			t.Errorf("the container's security context is %+v", c)
		}
		if c.RunAsUser != nil || c.RunAsGroup != nil || c.SeccompProfile != nil || c.ProcMount != nil || c.SELinuxOptions != nil || c.AppArmorProfile != nil {
			t.Error("the container overrides what the pod says")
		}
		if c.Capabilities == nil || !slices.Equal(c.Capabilities.Drop, []corev1.Capability{"ALL"}) || len(c.Capabilities.Add) > 0 {
			t.Error("capabilities are not all dropped")
		}
		for _, port := range pod.Containers[0].Ports {
			if port.HostPort != 0 || port.HostIP != "" {
				t.Errorf("port %s is opened on the host", port.Name)
			}
		}
	})
}

// Everything that is written is bounded: a scratch directory with a limit, or a claim.
func TestWritablePathsAreBounded(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		w := r.pods
		pod, container := w.template.Spec, w.template.Spec.Containers[0]
		mounted := map[string][]corev1.VolumeMount{}
		paths := map[string]string{}
		for _, mount := range container.VolumeMounts {
			mounted[mount.Name] = append(mounted[mount.Name], mount)
			if _, twice := paths[mount.MountPath]; twice {
				t.Errorf("%s is mounted twice", mount.MountPath)
			}
			paths[mount.MountPath] = mount.Name
		}
		scratch := resource.Quantity{}
		writable := map[string]string{}
		for _, volume := range pod.Volumes {
			if len(mounted[volume.Name]) == 0 {
				t.Errorf("volume %s is mounted nowhere", volume.Name)
			}
			switch {
			case volume.EmptyDir != nil:
				if volume.EmptyDir.SizeLimit == nil || volume.EmptyDir.SizeLimit.IsZero() || volume.EmptyDir.Medium != "" {
					t.Errorf("volume %s has no limit on disk", volume.Name)
					continue
				}
				scratch.Add(*volume.EmptyDir.SizeLimit)
				for _, mount := range mounted[volume.Name] {
					writable[mount.MountPath] = volume.EmptyDir.SizeLimit.String()
				}
			case volume.ConfigMap != nil:
				if len(r.kinds("ConfigMap")) != 1 || volume.ConfigMap.Name != r.kinds("ConfigMap")[0].Key().Name {
					t.Errorf("volume %s is ConfigMap %s, which is not there", volume.Name, volume.ConfigMap.Name)
				}
				for _, mount := range mounted[volume.Name] {
					if !mount.ReadOnly {
						t.Errorf("%s can be written to", mount.MountPath)
					}
				}
			default:
				t.Errorf("volume %s is neither scratch nor configuration", volume.Name)
			}
			delete(mounted, volume.Name)
		}
		want := map[string]string{"/tmp": "256Mi"}
		for path, declared := range r.Writable {
			size := resource.MustParse(declared.Size)
			want[path] = size.String()
		}
		if !maps.Equal(writable, want) {
			t.Errorf("writable are %v, want %v", writable, want)
		}
		scratch.Add(resource.MustParse(r.Resources.Ephemeral))
		if limit := container.Resources.Limits[corev1.ResourceEphemeralStorage]; limit.Cmp(scratch) != 0 {
			t.Errorf("local disk is limited to %s; scratch, logs and layers take %s", limit.String(), scratch.String())
		}
		for _, claim := range w.claims {
			storage, declared := r.Storage[claim.Name]
			if !declared || paths[storage.Path] != claim.Name || len(mounted[claim.Name]) != 1 {
				t.Errorf("claim %s is not mounted where the entry says", claim.Name)
			}
			delete(mounted, claim.Name)
		}
		if len(mounted) > 0 {
			t.Errorf("mounts without volume: %v", mounted)
		}
		if len(w.claims) != len(r.Storage) {
			t.Errorf("%d claims for %d declared volumes", len(w.claims), len(r.Storage))
		}
		if len(w.claims) > 0 && pod.SecurityContext.FSGroup == nil {
			t.Error("the user cannot write to its claims")
		}
	})
}

func TestFiles(t *testing.T) {
	files := 0
	for _, env := range environments(t) {
		for _, r := range render(t, env) {
			data := map[string]string{}
			for _, configMap := range all[corev1.ConfigMap](t, r, "ConfigMap") {
				data = configMap.Data
			}
			got := map[string]string{}
			for _, mount := range r.pods.template.Spec.Containers[0].VolumeMounts {
				if mount.SubPath != "" {
					got[mount.MountPath] = data[mount.SubPath]
					files++
				}
			}
			if !maps.Equal(got, r.Files) || len(data) != len(r.Files) {
				t.Errorf("%s/%s sees other files than the entry's", env.Environment.Name, r.Name)
			}
		}
	}
	if files == 0 {
		t.Error("no agent has a file")
	}
}

// Files of one name in two directories are two files.
func TestManyFiles(t *testing.T) {
	t.Parallel()
	want := map[string]string{"/etc/a/x.yaml": "1", "/etc/b/x.yaml": "2", "/x.yaml": ""}
	r := one(t, environment(t, "production"), "n8n", func(a *platform.Agent) { a.Files = want })
	configMaps := all[corev1.ConfigMap](t, r, "ConfigMap")
	if len(configMaps) != 1 {
		t.Fatalf("%d config maps", len(configMaps))
	}
	got := map[string]string{}
	for _, mount := range r.pods.template.Spec.Containers[0].VolumeMounts {
		if content, there := configMaps[0].Data[mount.SubPath]; there {
			got[mount.MountPath] = content
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A pod reads a mounted file once, so a new file needs new pods.
func TestConfigChecksum(t *testing.T) {
	t.Parallel()
	const annotation = "sutaz.ai/config-checksum"
	env := environment(t, "production")
	sum := func(files map[string]string) string {
		return one(t, env, "n8n", func(a *platform.Agent) { a.Files = files }).pods.template.Annotations[annotation]
	}
	seen := map[string]string{"": "no file"}
	for name, files := range map[string]map[string]string{
		"a file":                  {"/etc/a": "1"},
		"another content":         {"/etc/a": "2"},
		"an empty file":           {"/etc/a": ""},
		"another path":            {"/etc/b": "1"},
		"a second file":           {"/etc/a": "1", "/etc/b": "2"},
		"contents exchanged":      {"/etc/a": "2", "/etc/b": "1"},
		"content moved to path":   {"/etc/a1": ""},
		"one file like two":       {"/etc/a": "16 /etc/b 1 2"},
		"the same with a new end": {"/etc/a": "1\n"},
	} {
		got := sum(files)
		if other, taken := seen[got]; taken {
			t.Errorf("%s has the checksum of %s", name, other)
		}
		if again := sum(maps.Clone(files)); again != got {
			t.Errorf("%s has two checksums", name)
		}
		seen[got] = name
	}
	if got := sum(nil); got != "" {
		t.Errorf("an agent without files has checksum %q", got)
	}
}

func TestResources(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		resources := r.pods.template.Spec.Containers[0].Resources
		for name, declared := range map[corev1.ResourceName][2]string{
			corev1.ResourceCPU:              {r.Resources.Requests.CPU, r.Resources.Limits.CPU},
			corev1.ResourceMemory:           {r.Resources.Requests.Memory, r.Resources.Limits.Memory},
			corev1.ResourceEphemeralStorage: {r.Resources.Ephemeral, ""},
		} {
			request, limit := resources.Requests[name], resources.Limits[name]
			if request.IsZero() || limit.IsZero() || limit.Cmp(request) < 0 {
				t.Errorf("%s: request %s, limit %s", name, request.String(), limit.String())
			}
			if request.Cmp(resource.MustParse(declared[0])) != 0 || declared[1] != "" && limit.Cmp(resource.MustParse(declared[1])) != 0 {
				t.Errorf("%s: request %s, limit %s; the size says %v", name, request.String(), limit.String(), declared)
			}
		}
		devices := map[corev1.ResourceName]int64{}
		for name, limit := range resources.Limits {
			if strings.Contains(string(name), "/") {
				devices[name] = limit.Value()
			}
			if _, requested := resources.Requests[name]; !requested {
				t.Errorf("%s has a limit and no request", name)
			}
		}
		want := map[corev1.ResourceName]int64{}
		if r.GPU != nil {
			name := corev1.ResourceName("nvidia.com/gpu")
			if r.GPU.Profile != "" {
				name = corev1.ResourceName("nvidia.com/mig-" + r.GPU.Profile)
			}
			want[name] = r.GPU.Count
			if request := resources.Requests[name]; request.Value() != r.GPU.Count {
				t.Errorf("%s: request %s is not the limit", name, request.String())
			}
		}
		if !maps.Equal(devices, want) {
			t.Errorf("devices %v, want %v", devices, want)
		}
	})
}

func TestProbes(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		w := r.pods
		container := w.template.Spec.Containers[0]
		probes := map[string]*corev1.Probe{"startup": container.StartupProbe, "liveness": container.LivenessProbe, "readiness": container.ReadinessProbe}
		if w.ends {
			for name, probe := range probes {
				if probe != nil {
					t.Errorf("a job has a %s probe", name)
				}
			}
			if w.template.Spec.RestartPolicy != corev1.RestartPolicyOnFailure {
				t.Errorf("restart policy %q", w.template.Spec.RestartPolicy)
			}
			return
		}
		ports := map[string]bool{}
		for _, port := range container.Ports {
			ports[port.Name] = true
		}
		for name, probe := range probes {
			if probe == nil {
				t.Errorf("no %s probe", name)
				continue
			}
			ways := 0
			if probe.HTTPGet != nil {
				ways++
				if !ports[probe.HTTPGet.Port.StrVal] {
					t.Errorf("%s asks port %v, which is not there", name, probe.HTTPGet.Port)
				}
			}
			if probe.TCPSocket != nil {
				ways++
				if !ports[probe.TCPSocket.Port.StrVal] {
					t.Errorf("%s asks port %v, which is not there", name, probe.TCPSocket.Port)
				}
			}
			if probe.Exec != nil && len(probe.Exec.Command) > 0 {
				ways++
			}
			if ways != 1 || probe.GRPC != nil {
				t.Errorf("%s asks in %d ways", name, ways)
			}
			if probe.PeriodSeconds < 1 || probe.TimeoutSeconds < 1 || probe.FailureThreshold < 1 || probe.TimeoutSeconds > probe.PeriodSeconds {
				t.Errorf("%s: period %d, timeout %d, failures %d", name, probe.PeriodSeconds, probe.TimeoutSeconds, probe.FailureThreshold)
			}
			if probe.InitialDelaySeconds != 0 {
				t.Errorf("%s waits, as a startup probe should", name)
			}
		}
		if container.Lifecycle == nil || container.Lifecycle.PreStop == nil || container.Lifecycle.PreStop.Sleep == nil {
			t.Error("no sleep before the end, so that requests meet a closed port")
		} else if grace := w.template.Spec.TerminationGracePeriodSeconds; grace == nil || *grace != r.Grace || container.Lifecycle.PreStop.Sleep.Seconds >= *grace {
			t.Errorf("it sleeps %d s of a grace of %v", container.Lifecycle.PreStop.Sleep.Seconds, grace)
		}
	})
}

// What an entry says of a probe arrives, and what it does not say follows from what it says.
func TestProbesFollowTheEntry(t *testing.T) {
	t.Parallel()
	http := map[string]schema.ContainerPort{"http": {Port: 80, Protocol: "TCP"}, "admin": {Port: 81, Protocol: "TCP"}}
	get := func(path string) *schema.Probe {
		return &schema.Probe{HTTP: &schema.HTTPProbe{Path: path, Port: "admin"}, Period: 20, Timeout: 10, Failures: 7}
	}
	exec := &schema.Probe{Exec: []string{"true"}, Period: 30, Timeout: 2, Failures: 4}
	tests := map[string]struct {
		ports                        map[string]schema.ContainerPort
		declared                     *schema.Probes
		startup, liveness, readiness string
	}{
		"nothing said":        {http, nil, "tcp http 3/3/30", "tcp http 10/3/6", "tcp http 10/3/3"},
		"no port called http": {map[string]schema.ContainerPort{"b": {Port: 1}, "a": {Port: 2}}, nil, "tcp a 3/3/30", "tcp a 10/3/6", "tcp a 10/3/3"},
		"readiness":           {http, &schema.Probes{Readiness: get("/r")}, "get /r admin 3/3/30", "tcp http 10/3/6", "get /r admin 20/10/7"},
		"liveness":            {http, &schema.Probes{Liveness: get("/l")}, "tcp http 3/3/30", "get /l admin 20/10/7", "tcp http 10/3/3"},
		"startup":             {http, &schema.Probes{Startup: get("/s")}, "get /s admin 20/10/7", "tcp http 10/3/6", "tcp http 10/3/3"},
		"a worker":            {nil, &schema.Probes{Liveness: exec, Readiness: exec}, "exec true 3/2/30", "exec true 30/2/4", "exec true 30/2/4"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			container := one(t, environment(t, "production"), "n8n", func(a *platform.Agent) {
				a.Ports, a.Probes, a.Metrics, a.Exposure = test.ports, test.declared, nil, "none"
			}).pods.template.Spec.Containers[0]
			for kind, pair := range map[string]struct {
				got  *corev1.Probe
				want string
			}{"startup": {container.StartupProbe, test.startup}, "liveness": {container.LivenessProbe, test.liveness}, "readiness": {container.ReadinessProbe, test.readiness}} {
				if got := asked(pair.got); got != pair.want {
					t.Errorf("%s: %s, want %s", kind, got, pair.want)
				}
			}
		})
	}
}

// What loads a model gets more time to start.
func TestModelsGetTimeToStart(t *testing.T) {
	t.Parallel()
	container := one(t, environment(t, "production"), "n8n", func(a *platform.Agent) {
		a.GPU, a.Probes = &schema.GPU{Count: 1}, nil
	}).pods.template.Spec.Containers[0]
	if got, want := asked(container.StartupProbe), "tcp http 3/3/100"; got != want {
		t.Errorf("startup: %s, want %s", got, want)
	}
}

func asked(p *corev1.Probe) string {
	if p == nil {
		return "nothing"
	}
	how := ""
	switch {
	case p.HTTPGet != nil:
		how = "get " + p.HTTPGet.Path + " " + p.HTTPGet.Port.StrVal
	case p.TCPSocket != nil:
		how = "tcp " + p.TCPSocket.Port.StrVal
	case p.Exec != nil:
		how = "exec " + strings.Join(p.Exec.Command, " ")
	}
	digits := func(n int32) string { q := resource.NewQuantity(int64(n), resource.DecimalSI); return q.String() }
	return how + " " + digits(p.PeriodSeconds) + "/" + digits(p.TimeoutSeconds) + "/" + digits(p.FailureThreshold)
}

func TestPorts(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		got := map[string]schema.ContainerPort{}
		for _, port := range r.pods.template.Spec.Containers[0].Ports {
			got[port.Name] = schema.ContainerPort{Port: int64(port.ContainerPort), Protocol: string(port.Protocol), AppProtocol: r.Ports[port.Name].AppProtocol}
		}
		if !maps.Equal(got, r.Ports) {
			t.Errorf("ports %v, want %v", got, r.Ports)
		}
	})
}

var namesVariable = regexp.MustCompile(`\$\(([A-Za-z_][A-Za-z0-9_]*)\)`)

// The kubelet replaces $(NAME) by a variable that stands before, and leaves it as it is otherwise.
func TestVariables(t *testing.T) {
	referring := 0
	for _, env := range environments(t) {
		for _, r := range render(t, env) {
			t.Run(env.Environment.Name+"/"+r.Name, func(t *testing.T) {
				container := r.pods.template.Spec.Containers[0]
				defined := map[string]bool{}
				for _, variable := range container.Env {
					for _, reference := range namesVariable.FindAllStringSubmatch(variable.Value, -1) {
						referring++
						if !defined[reference[1]] {
							t.Errorf("%s names %s, which is not defined before it", variable.Name, reference[1])
						}
					}
					if defined[variable.Name] {
						t.Errorf("%s is defined twice", variable.Name)
					}
					defined[variable.Name] = true
				}
				for _, argument := range slices.Concat(container.Command, container.Args) {
					for _, reference := range namesVariable.FindAllStringSubmatch(argument, -1) {
						if !defined[reference[1]] && !strings.HasPrefix(argument, "$$") {
							t.Errorf("argument %q names %s, which is not defined", argument, reference[1])
						}
					}
				}
				for name := range r.Env {
					if !defined[name] {
						t.Errorf("%s is lost", name)
					}
				}
			})
		}
	}
	if referring == 0 {
		t.Error("no variable names another")
	}
}

func TestVariablesOfOneAgent(t *testing.T) {
	t.Parallel()
	production := environment(t, "production")
	r := one(t, production, "n8n", func(a *platform.Agent) {
		a.Secrets = map[string]schema.Secret{"s": {Path: "p", Keys: map[string]string{"Z_TOKEN": "t"}}}
		a.Env = map[string]string{"A": "$(Z_TOKEN)@$(B)", "B": "1", "SUTAZ_MODELS": "mine", "PGHOST": "mine"}
		a.Models = []string{"m:1b", "n:2b"}
		a.Calls = []platform.Edge{{Endpoint: &schema.Endpoint{Env: map[string]string{"PGHOST": "pg"}}},
			{Agent: &platform.Agent{Agent: schema.Agent{Name: "far-away"}, Namespace: "agents-x"}, Ports: []platform.NamedPort{{Name: "h", ContainerPort: schema.ContainerPort{Port: 80, AppProtocol: "http2"}}}}}
	})
	var got []string
	for _, variable := range r.pods.template.Spec.Containers[0].Env {
		value := variable.Value
		if variable.ValueFrom != nil {
			value = variable.ValueFrom.SecretKeyRef.Name + "[" + variable.ValueFrom.SecretKeyRef.Key + "]"
		}
		got = append(got, variable.Name+"="+value)
	}
	want := []string{"Z_TOKEN=n8n[Z_TOKEN]", "FAR_AWAY_URL=http://far-away.agents-x.svc.cluster.local:80", "PGHOST=pg", "SUTAZ_MODELS=m:1b,n:2b", "B=1", "A=$(Z_TOKEN)@$(B)"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// A claim keeps what an agent has made: nothing but a person removes it.
func TestClaims(t *testing.T) {
	claims := 0
	for _, env := range environments(t) {
		for _, r := range render(t, env) {
			w := r.pods
			keep := "Prune=false,Delete=false"
			for _, claim := range w.claims {
				claims++
				if claim.APIVersion != "v1" || claim.Kind != "PersistentVolumeClaim" {
					t.Errorf("%s/%s: claim %s does not say what it is", env.Environment.Name, r.Name, claim.Name)
				}
				if claim.Annotations["argocd.argoproj.io/sync-options"] != keep {
					t.Errorf("%s/%s: claim %s can be deleted", env.Environment.Name, r.Name, claim.Name)
				}
				want := r.Storage[claim.Name]
				if size := claim.Spec.Resources.Requests[corev1.ResourceStorage]; size.Cmp(resource.MustParse(want.Size)) != 0 {
					t.Errorf("%s/%s: claim %s asks for %s, not %s", env.Environment.Name, r.Name, claim.Name, size.String(), want.Size)
				}
				if class := claim.Spec.StorageClassName; class == nil || *class != env.Environment.StorageClasses[want.Class] || *class == "" {
					t.Errorf("%s/%s: claim %s has no storage class of the environment", env.Environment.Name, r.Name, claim.Name)
				}
				if !slices.Equal(claim.Spec.AccessModes, []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}) {
					t.Errorf("%s/%s: claim %s has access modes %v", env.Environment.Name, r.Name, claim.Name, claim.Spec.AccessModes)
				}
			}
			for _, set := range all[appsv1.StatefulSet](t, r, "StatefulSet") {
				if options := set.Annotations["argocd.argoproj.io/sync-options"]; options != "" {
					t.Errorf("%s/%s: the set has %s, and would stay without its account and its secrets", env.Environment.Name, r.Name, options)
				}
				policy := set.Spec.PersistentVolumeClaimRetentionPolicy
				if policy == nil || policy.WhenDeleted != "Retain" || policy.WhenScaled != "Retain" {
					t.Errorf("%s/%s: claims go with the set", env.Environment.Name, r.Name)
				}
				if set.Spec.ServiceName != r.Name+"-pods" {
					t.Errorf("%s/%s: service %s", env.Environment.Name, r.Name, set.Spec.ServiceName)
				}
			}

		}
	}
	if claims == 0 {
		t.Error("no agent has a claim")
	}
}

// Argo CD makes again what is gone, so a Job that removed itself would do its work each day; and a Job cannot be changed.
func TestJobs(t *testing.T) {
	t.Parallel()
	jobs := 0
	for _, env := range environments(t) {
		for _, r := range render(t, env) {
			standby := env.Environment.Role == "standby"
			for _, job := range all[batchv1.Job](t, r, "Job") {
				jobs++
				if job.Spec.TTLSecondsAfterFinished != nil || job.Annotations["argocd.argoproj.io/sync-options"] != "Force=true,Replace=true" {
					t.Errorf("%s/%s runs again, or never changes", env.Environment.Name, r.Name)
				}
				if job.Annotations["argocd.argoproj.io/ignore-healthcheck"] != "true" {
					t.Errorf("%s/%s holds up a rolling update until it has ended", env.Environment.Name, r.Name)
				}
				checkJob(t, env.Environment.Name+"/"+r.Name, job.Spec, standby)
			}
			for _, cron := range all[batchv1.CronJob](t, r, "CronJob") {
				jobs++
				if cron.Spec.Schedule != r.Schedule || cron.Spec.TimeZone == nil || *cron.Spec.TimeZone != "Etc/UTC" || cron.Spec.ConcurrencyPolicy != batchv1.ForbidConcurrent {
					t.Errorf("%s/%s: %+v", env.Environment.Name, r.Name, cron.Spec)
				}
				if cron.Spec.Suspend == nil || *cron.Spec.Suspend != standby {
					t.Errorf("%s/%s: suspended is not %v", env.Environment.Name, r.Name, standby)
				}
				if ttl := cron.Spec.JobTemplate.Spec.TTLSecondsAfterFinished; ttl == nil || *ttl == 0 {
					t.Errorf("%s/%s: finished runs stay", env.Environment.Name, r.Name)
				}
				checkJob(t, env.Environment.Name+"/"+r.Name, cron.Spec.JobTemplate.Spec, false)
			}
		}
	}
	if jobs == 0 {
		t.Error("no agent is a job")
	}
}

func checkJob(t *testing.T, name string, spec batchv1.JobSpec, suspended bool) {
	t.Helper()
	if isTrue(spec.Suspend) != suspended {
		t.Errorf("%s: suspended is not %v", name, suspended)
	}
	if spec.BackoffLimit == nil || spec.ActiveDeadlineSeconds == nil {
		t.Errorf("%s has no end", name)
	}
}

// In a standby nothing writes: jobs and schedules wait.
func TestStandbySuspendsJobs(t *testing.T) {
	t.Parallel()
	dr := environment(t, "dr")
	for kind, change := range map[string]func(*platform.Agent){
		"Job":     func(a *platform.Agent) { a.Workload, a.Storage, a.Ports = "job", nil, nil },
		"CronJob": func(a *platform.Agent) { a.Workload, a.Schedule, a.Storage, a.Ports = "cron", "0 3 * * *", nil, nil },
	} {
		for _, env := range []*platform.Environment{dr, environment(t, "production")} {
			r := one(t, env, env.Running[0].Name, change)
			objects := r.kinds(kind)
			if len(objects) != 1 {
				t.Fatalf("%d objects of kind %s", len(objects), kind)
			}
			if suspended := objects[0]["spec"].(map[string]any)["suspend"]; suspended != (env == dr) {
				t.Errorf("%s in %s: suspended is %v", kind, env.Environment.Name, suspended)
			}
		}
	}
}
