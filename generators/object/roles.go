package object

// The names of the cluster roles that teams have: one kind of component renders them and others bind them, and kinds do
// not know each other.
const (
	ViewRole    = "sutaz-view"
	OperateRole = "sutaz-operate"
)
