package kustomize

import (
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
)

// FuzzDecode reads whatever JSON it is given. What passes the check is written and read back as it is.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `{"spec":1e400}`, `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"b"}}`,
		`{"apiVersion":"e.com/v1","kind":"W","metadata":{"name":"a"},"spec":{"a":[1,1.5,-0,1e21,true,"\ud800"],"b":{}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := decode(data)
		if err != nil || o.Check() != nil {
			return
		}
		written, err := Marshal(map[string]any(o))
		if err != nil {
			t.Fatalf("Marshal: %v", err)
		}
		text, err := yaml.YAMLToJSONStrict(written)
		if err != nil {
			t.Fatalf("%v in\n%s", err, written)
		}
		read, err := decode(text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if d := object.Diff(o, read); d != "" {
			t.Errorf("%s\n%s", d, written)
		}
	})
}
