package storage

import (
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

func environment(change func(*schema.Environment)) *platform.Environment {
	settings := schema.Environment{
		SecretStore: "vault", StorageClasses: map[string]string{"fast": "quick"},
		Storage:   map[string]schema.StorageClass{"fast": {Provisioner: "driver.example.com", Copies: 3, ReclaimPolicy: "Retain", Encrypted: true, Parameters: map[string]string{"a": "b"}}},
		VolumeKey: &schema.VolumeKey{Name: "crypto", Namespace: "disks", Path: "storage/volumes"},
	}
	change(&settings)
	return &platform.Environment{Platform: &schema.Platform{Environment: settings}}
}

// The key is named in each step in which the driver opens a volume, and only where volumes are encrypted.
func TestEncryption(t *testing.T) {
	t.Parallel()
	for name, encrypted := range map[string]bool{"encrypted": true, "plain": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := environment(func(s *schema.Environment) {
				class := s.Storage["fast"]
				class.Encrypted = encrypted
				s.Storage["fast"] = class
			})
			var class object.Object
			for _, o := range Components(env)[0].Objects() {
				if o.Key().Kind == "StorageClass" {
					class = o
				}
			}
			parameters := class["parameters"].(map[string]any)
			if parameters["a"] != "b" {
				t.Errorf("the driver's own parameters are lost: %v", parameters)
			}
			for _, step := range []string{"provisioner", "node-publish", "node-stage", "node-expand"} {
				if got := parameters["csi.storage.k8s.io/"+step+"-secret-name"] == "crypto"; got != encrypted {
					t.Errorf("%s: the key is named: %v", step, got)
				}
			}
			if got := parameters["encrypted"] == "true"; got != encrypted {
				t.Errorf("encrypted is %v", parameters["encrypted"])
			}
			if class["reclaimPolicy"] != "Retain" || class["allowVolumeExpansion"] != true || class["volumeBindingMode"] != "WaitForFirstConsumer" {
				t.Errorf("got %v", class)
			}
		})
	}
}

// A cluster that brings its own storage gets none.
func TestNothingIsSaid(t *testing.T) {
	t.Parallel()
	env := environment(func(s *schema.Environment) { s.Storage = nil })
	if got := Components(env); got != nil {
		t.Errorf("got %v", got)
	}
}
