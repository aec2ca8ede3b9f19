package policies.lib

# dig is a field of an object, or of a path of fields, where it has the type of what holds otherwise; null stands for any
# type. Manifests may hold anything anywhere, and a rule that trips over that judges nothing.
dig(o, path, otherwise) := value if {
	is_object(o)
	value := object.get(o, path, otherwise)
	alike(value, otherwise)
} else := otherwise

alike(_, null)

alike(value, otherwise) if {
	otherwise != null
	type_name(value) == type_name(otherwise)
}
