package generators

import (
	"encoding/json"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/recovery"
)

// Document is the environment as plain data for rules: what platform.Environment.Document says, under "components" the
// names of what is rendered, sorted, and under "recovery" the rows of the recovery arithmetic.
func Document(env *platform.Environment, components object.Environment) (map[string]any, error) {
	document, err := env.Document()
	if err != nil {
		return nil, err
	}
	names := make([]any, len(components.Components))
	for i, component := range components.Components {
		names[i] = component.Name
	}
	document["components"] = names
	data, err := json.Marshal(recovery.Report(env))
	if err != nil {
		return nil, err
	}
	var rows any
	err = json.Unmarshal(data, &rows)
	document["recovery"] = rows
	return document, err
}
