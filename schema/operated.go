package schema

// OperatedPods are the pods of a store that its operator calls.
type OperatedPods struct {
	// Selector are their labels.
	Selector map[string]string
	// Ports are those that the operator calls, by name.
	Ports map[string]ContainerPort
}

// operated are the kinds of stores whose operator calls their pods, by their field in #Store. An operator that works
// through the API server alone needs no line here.
var operated = map[string]func(Store) OperatedPods{}

// Operated are the pods that the operator of the store calls; false where none calls any.
func (s Store) Operated() (OperatedPods, bool) {
	for _, kind := range storeKinds {
		if pods, has := operated[kind.field]; has && kind.is(s) {
			return pods(s), true
		}
	}
	return OperatedPods{}, false
}
