package agent_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type externalSecret struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		RefreshInterval string `json:"refreshInterval"`
		SecretStoreRef  struct {
			Kind string `json:"kind"`
			Name string `json:"name"`
		} `json:"secretStoreRef"`
		Target struct {
			Name           string `json:"name"`
			CreationPolicy string `json:"creationPolicy"`
			DeletionPolicy string `json:"deletionPolicy"`
		} `json:"target"`
		Data []struct {
			SecretKey string `json:"secretKey"`
			RemoteRef struct {
				Key                string `json:"key"`
				Property           string `json:"property"`
				ConversionStrategy string `json:"conversionStrategy"`
				DecodingStrategy   string `json:"decodingStrategy"`
				MetadataPolicy     string `json:"metadataPolicy"`
			} `json:"remoteRef"`
		} `json:"data"`
	} `json:"spec"`
}

// secrets are the keys of each secret that the store fills.
func (r rendered) secrets(t *testing.T) map[string][]string {
	t.Helper()
	secrets := map[string][]string{}
	for _, e := range all[externalSecret](t, r, "ExternalSecret") {
		if e.Spec.SecretStoreRef.Kind != "ClusterSecretStore" || e.Spec.SecretStoreRef.Name != r.env.Environment.SecretStore {
			t.Errorf("%s asks store %+v", e.Name, e.Spec.SecretStoreRef)
		}
		if _, twice := secrets[e.Spec.Target.Name]; twice || e.Spec.Target.Name != e.Name {
			t.Errorf("%s fills secret %q", e.Name, e.Spec.Target.Name)
		}
		for _, data := range e.Spec.Data {
			if data.RemoteRef.Key == "" || data.RemoteRef.Property == "" || strings.ContainsAny(data.RemoteRef.Key, "{}") {
				t.Errorf("%s: %s comes from %+v", e.Name, data.SecretKey, data.RemoteRef)
			}
			secrets[e.Spec.Target.Name] = append(secrets[e.Spec.Target.Name], data.SecretKey)
		}
	}
	return secrets
}

// Pods read what the store fills, and the store fills what is read and no more.
func TestSecrets(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		filled := r.secrets(t)
		read := map[string][]string{}
		container := r.pods.template.Spec.Containers[0]
		if len(container.EnvFrom) > 0 {
			t.Error("variables that no entry names")
		}
		for _, variable := range container.Env {
			if variable.ValueFrom == nil {
				continue
			}
			ref := variable.ValueFrom.SecretKeyRef
			if ref == nil || isTrue(ref.Optional) {
				t.Errorf("%s comes from %+v", variable.Name, variable.ValueFrom)
				continue
			}
			read[ref.Name] = append(read[ref.Name], ref.Key)
		}
		for _, authentication := range all[triggerAuthentication](t, r, "TriggerAuthentication") {
			for _, ref := range authentication.Spec.SecretTargetRef {
				read[ref.Name] = append(read[ref.Name], ref.Key)
			}
		}
		for _, keys := range read {
			slices.Sort(keys)
		}
		for _, keys := range filled {
			slices.Sort(keys)
		}
		if !maps.EqualFunc(read, filled, slices.Equal) {
			t.Errorf("read %v, filled %v", read, filled)
		}
		// The entry's own secrets and the credentials of what it calls.
		var want []string
		for _, secret := range r.Secrets {
			want = append(want, slices.Collect(maps.Keys(secret.Keys))...)
		}
		for _, edge := range r.Calls {
			if edge.Endpoint != nil && edge.Endpoint.Credentials != nil {
				want = append(want, slices.Collect(maps.Keys(edge.Endpoint.Credentials.Keys))...)
			}
		}
		slices.Sort(want)
		if !slices.Equal(read[r.Name], want) {
			t.Errorf("pods read %v, want %v", read[r.Name], want)
		}
	})
}

// Each client has its own user: a path that two agents read would be a shared password.
func TestCredentialsAreNotShared(t *testing.T) {
	t.Parallel()
	for _, env := range environments(t) {
		reader := map[string]string{}
		for _, r := range render(t, env) {
			for _, e := range all[externalSecret](t, r, "ExternalSecret") {
				for _, data := range e.Spec.Data {
					place := data.RemoteRef.Key + "#" + data.RemoteRef.Property
					if other := reader[place]; other != "" && other != r.Name && strings.HasPrefix(place, "data/") {
						t.Errorf("%s: %s and %s read %s", env.Environment.Name, other, r.Name, place)
					}
					reader[place] = r.Name
				}
			}
		}
	}
}

// Every agent is somebody of its own, and nobody to the Kubernetes API unless its entry gives a reason.
func TestAccess(t *testing.T) {
	permitted := 0
	for _, env := range environments(t) {
		for _, r := range render(t, env) {
			t.Run(env.Environment.Name+"/"+r.Name, func(t *testing.T) {
				accounts := all[corev1.ServiceAccount](t, r, "ServiceAccount")
				if len(accounts) != 1 || accounts[0].Name != r.Name || !isFalse(accounts[0].AutomountServiceAccountToken) {
					t.Fatalf("service accounts: %+v", accounts)
				}
				pod := r.pods.template.Spec
				if pod.ServiceAccountName != r.Name || pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken != (len(r.Permissions) > 0) {
					t.Errorf("account %q, token mounted %v, %d permissions", pod.ServiceAccountName, pod.AutomountServiceAccountToken, len(r.Permissions))
				}
				if !isFalse(pod.EnableServiceLinks) {
					t.Error("the addresses of all services are in the environment")
				}
				roles, bindings := all[rbacv1.Role](t, r, "Role"), all[rbacv1.RoleBinding](t, r, "RoleBinding")
				if len(r.kinds("ClusterRole"))+len(r.kinds("ClusterRoleBinding")) > 0 {
					t.Error("permissions in the whole cluster")
				}
				if len(r.Permissions) == 0 {
					if len(roles)+len(bindings) > 0 {
						t.Error("a role without a declared permission")
					}
					return
				}
				permitted++
				if len(roles) != 1 || len(bindings) != 1 || len(roles[0].Rules) != len(r.Permissions) {
					t.Fatalf("%d roles and %d bindings for %d permissions", len(roles), len(bindings), len(r.Permissions))
				}
				for i, name := range slices.Sorted(maps.Keys(r.Permissions)) {
					declared, rule := r.Permissions[name], roles[0].Rules[i]
					verbs := slices.Sorted(maps.Keys(declared.Verbs))
					if !slices.Equal(rule.APIGroups, []string{declared.Group}) || !slices.Equal(rule.Resources, declared.Resources) || !slices.Equal(rule.Verbs, verbs) ||
						len(rule.ResourceNames)+len(rule.NonResourceURLs) > 0 {
						t.Errorf("rule %+v, want %+v", rule, declared)
					}
					if slices.Contains(slices.Concat(rule.APIGroups, rule.Resources, rule.Verbs), "*") {
						t.Errorf("a wildcard in %+v", rule)
					}
					for verb, reason := range declared.Verbs {
						if !strings.Contains(roles[0].Annotations["permission.sutaz.ai/"+name], verb+": "+reason) {
							t.Errorf("the reason for %s is lost", verb)
						}
					}
				}
				binding := bindings[0]
				if binding.RoleRef != (rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "Role", Name: roles[0].Name}) ||
					!slices.Equal(binding.Subjects, []rbacv1.Subject{{Kind: "ServiceAccount", Name: r.Name, Namespace: r.Namespace}}) {
					t.Errorf("binding %+v to %+v", binding.Subjects, binding.RoleRef)
				}
			})
		}
	}
	if permitted == 0 {
		t.Error("no agent has a permission")
	}
}
