package policies.lib

# Quantities as Kubernetes writes them, exactly. Everything is counted in thousandths, which is the finest that Kubernetes
# keeps: what is finer is rounded up, as it does.

quantity_form := `^([+-]?)([0-9]*)(?:\.([0-9]*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]{1,2})?$`

# units_of are the suffixes, each as a fraction of thousandths.
units_of := {
	"n": [1, 1000000], "u": [1, 1000], "m": [1, 1], "": [1000, 1],
	"k": [1000000, 1], "M": [1000000000, 1], "G": [1000000000000, 1],
	"T": [1000000000000000, 1], "P": [1000000000000000000, 1], "E": [1000000000000000000000, 1],
	"Ki": [1024000, 1], "Mi": [1048576000, 1], "Gi": [1073741824000, 1],
	"Ti": [1099511627776000, 1], "Pi": [1125899906842624000, 1], "Ei": [1152921504606846976000, 1],
}

# milli is a quantity in thousandths: of a core, of a byte, of a thing. It is undefined where the quantity is none.
milli(quantity) := sign * ceil(((digits * unit[0]) / unit[1]) / power(count(fraction))) if {
	some [_, minus, whole, fraction, suffix] in regex.find_all_string_submatch_n(quantity_form, quantity_text(quantity), 1)
	concat("", [whole, fraction]) != ""
	digits := integer(concat("", [whole, fraction]))
	unit := unit_of(suffix)
	sign := {"": 1, "+": 1, "-": -1}[minus]
}

quantity_text(quantity) := quantity if {
	is_string(quantity)
	count(quantity) <= 64
}

quantity_text(quantity) := json.marshal(quantity) if is_number(quantity)

unit_of(suffix) := units_of[suffix]

unit_of(suffix) := [1000 * power(exponent(suffix)), 1] if {
	regex.match(`^[eE][+-]?[0-9]`, suffix)
	exponent(suffix) >= 0
}

unit_of(suffix) := [1000, power(0 - exponent(suffix))] if {
	regex.match(`^[eE][+-]?[0-9]`, suffix)
	exponent(suffix) < 0
}

exponent(suffix) := integer(trim_prefix(substring(suffix, 1, -1), "+")) if not startswith(substring(suffix, 1, -1), "-")

exponent(suffix) := 0 - integer(substring(suffix, 2, -1)) if startswith(substring(suffix, 1, -1), "-")

# integer reads digits, which may begin with zeros.
integer(digits) := to_number(trimmed) if {
	trimmed := trim_left(digits, "0")
	trimmed != ""
} else := 0

# power is a power of ten.
power(n) := to_number(sprintf("1e%d", [n]))

# shown writes thousandths of a resource for people: cores, Gi or Mi, or a number.
shown(resource, amount) := sprintf("%v", [amount / 1000]) if not bytes(resource)

shown(resource, amount) := sprintf("%vGi", [round(amount / 107374182400) / 10]) if {
	bytes(resource)
	amount >= 1073741824000
}

shown(resource, amount) := sprintf("%vMi", [round(amount / 104857600) / 10]) if {
	bytes(resource)
	amount >= 1048576000
	amount < 1073741824000
}

shown(resource, amount) := sprintf("%v bytes", [amount / 1000]) if {
	bytes(resource)
	amount < 1048576000
}

# bytes says whether a resource is counted in bytes.
bytes(resource) if resource in {"ephemeral-storage", "memory", "storage"}

bytes(resource) if startswith(resource, "hugepages-")
