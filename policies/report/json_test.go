package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sutazai/sutaz/policies"
)

var findingsSchema = sync.OnceValues(func() (*jsonschema.Schema, error) { return compiled("findings.schema.json") })

func compiled(file string) (*jsonschema.Schema, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	name := filepath.Base(file)
	if err := compiler.AddResource(name, document); err != nil {
		return nil, err
	}
	return compiler.Compile(name)
}

func valid(schema *jsonschema.Schema, data []byte) error {
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return schema.Validate(instance)
}

func checkJSON(data []byte, r policies.Report, _ Options) error {
	schema, err := findingsSchema()
	if err != nil {
		return err
	}
	if err := valid(schema, data); err != nil {
		return err
	}
	var d document
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	if len(d.Findings) != len(r.Findings) || d.Summary.Findings+d.Summary.Waived != len(r.Findings) {
		return fmt.Errorf("%d findings and a summary of %+v, want %d", len(d.Findings), d.Summary, len(r.Findings))
	}
	for i, f := range r.Findings {
		if want := strings.ToValidUTF8(f.Message, "\ufffd"); !sameText(d.Findings[i].Message, want) {
			return fmt.Errorf("message %d is %q, want %q", i, d.Findings[i].Message, want)
		}
	}
	return nil
}

// sameText compares texts that have been through an encoder: it writes one mark for each byte that is no character,
// where ToValidUTF8 writes one for a run of them.
func sameText(got, want string) bool {
	single := func(s string) string {
		for strings.Contains(s, "\ufffd\ufffd") {
			s = strings.ReplaceAll(s, "\ufffd\ufffd", "\ufffd")
		}
		return s
	}
	return single(got) == single(want)
}

// TestSchemas makes sure that the schemas refuse something.
func TestSchemas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, format, old, next string }{
		{"a severity that is none", "json", `"severity": "critical"`, `"severity": "bad"`},
		{"a line that is none", "json", `"line": 40`, `"line": 0`},
		{"a field that is none", "json", `"version": 1`, `"version": 1, "more": 1`},
		{"another version", "json", `"version": 1`, `"version": 2`},
		{"a pointer that is none", "json", `"path": "/metadata"`, `"path": "metadata"`},
		{"a level that is none", "sarif", `"level": "error"`, `"level": "high"`},
		{"a line that is none", "sarif", `"startLine": 40`, `"startLine": 0`},
		{"an address that is none", "sarif", `"uri": "rendered/`, `"uri": "a b%/`},
		{"a property that is none", "sarif", `"ruleIndex"`, `"rule-index"`},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			t.Parallel()
			for _, format := range Formats {
				if format.Name != c.format {
					continue
				}
				before := string(written(t, format, sample(), options))
				after := strings.Replace(before, c.old, c.next, 1)
				if before == after {
					t.Fatalf("nowhere is %s", c.old)
				}
				var invalid *jsonschema.ValidationError
				if err := checks[c.format]([]byte(after), sample(), options); !errors.As(err, &invalid) {
					t.Errorf("the schema lets it pass: %v", err)
				}
			}
		})
	}
}
