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
var operated = map[string]func(Store) OperatedPods{
	"rabbitmq": operatedRabbitMQ,
	// The operator asks the servers' managers how they are, and tells them what to do.
	"postgresql": func(s Store) OperatedPods {
		return OperatedPods{PostgreSQLPods(s.Name), map[string]ContainerPort{
			"postgresql": {Port: 5432, Protocol: "TCP"}, "status": {Port: 8000, Protocol: "TCP"},
		}}
	},
}

// PostgreSQLPods are the labels of the servers of a cluster, and of the jobs that make them; not those of its poolers.
func PostgreSQLPods(cluster string) map[string]string {
	return map[string]string{"cnpg.io/cluster": cluster, "app.kubernetes.io/component": "database"}
}

// Operated are the pods that the operator of the store calls; false where none calls any.
func (s Store) Operated() (OperatedPods, bool) {
	for _, kind := range storeKinds {
		if pods, has := operated[kind.field]; has && kind.is(s) {
			return pods(s), true
		}
	}
	return OperatedPods{}, false
}
