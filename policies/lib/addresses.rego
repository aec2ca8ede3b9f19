package policies.lib

# Networks as strings of bits, since the rules may not ask the built-in functions on networks, which may look names up.

# network is the family and the bits that are fixed of a CIDR, or of an address. It is undefined for what is neither.
network(text) := {"family": 4, "bits": substring(bits, 0, length)} if {
	[address, length] := address_and_length(text, 32)
	bits := bits4(address)
}

network(text) := {"family": 6, "bits": substring(bits, 0, length)} if {
	[address, length] := address_and_length(text, 128)
	bits := bits6(address)
}

address_and_length(text, most) := [parts[0], length] if {
	is_string(text)
	parts := split(text, "/")
	count(parts) == 2
	regex.match(`^(0|[1-9][0-9]{0,2})$`, parts[1])
	length := to_number(parts[1])
	length <= most
}

address_and_length(text, most) := [text, most] if {
	is_string(text)
	not contains(text, "/")
}

# bits4 are the 32 bits of 192.0.2.1. A number that begins with a zero is none: some read it as octal.
bits4(address) := concat("", [sprintf("%08b", [to_number(part)]) | some part in parts]) if {
	regex.match(`^((0|[1-9][0-9]{0,2})\.){3}(0|[1-9][0-9]{0,2})$`, address)
	parts := split(address, ".")
	every part in parts {
		to_number(part) < 256
	}
}

# bits6 are the 128 bits of 2001:db8::1.
bits6(address) := concat("", [nibbles[lower(digit)] | some group in groups; some digit in split(substring(sprintf("000%s", [group]), count(group) - 1, 4), "")]) if {
	groups := groups6(address)
	count(groups) == 8
	every group in groups {
		regex.match(`^[0-9a-fA-F]{1,4}$`, group)
	}
}

groups6(address) := split(address, ":") if not contains(address, "::")

groups6(address) := array.concat(array.concat(before, zeros), after) if {
	halves := split(address, "::")
	count(halves) == 2
	before := groups_of(halves[0])
	after := groups_of(halves[1])
	missing := 8 - (count(before) + count(after))
	missing > 0
	zeros := ["0" | some _ in numbers.range(1, missing)]
}

groups_of("") := []

groups_of(half) := split(half, ":") if half != ""

nibbles := {digit: sprintf("%04b", [n]) | some n, digit in split("0123456789abcdef", "")}

# holds says whether a network contains another.
holds(outer, inner) if {
	outer.family == inner.family
	startswith(inner.bits, outer.bits)
}
