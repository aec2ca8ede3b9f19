package policies.lib_quantities_test

import data.policies.lib

quantities := {
	"0": 0, "1": 1000, "1.5": 1500, ".5": 500, "5.": 5000, "0.1": 100, "100m": 100, "007": 7000, "+2": 2000, "-2": -2000, "-0.5": -500,
	"1k": 1000000, "1M": 1000000000, "1G": 1000000000000, "1T": 1000000000000000, "1P": 1000000000000000000, "1E": 1000000000000000000000,
	"1Ki": 1024000, "1Mi": 1048576000, "1.5Gi": 1610612736000, "1Ti": 1099511627776000, "1Pi": 1125899906842624000, "1Ei": 1152921504606846976000,
	"1e3": 1000000, "1E3": 1000000, "1e+3": 1000000, "15e-1": 1500, "1e-3": 1, "1e0": 1000, "0.0001": 1, "1n": 1, "1500u": 2, "1000000n": 1, "1000001n": 2,
	"512m": 512, "123456789012Ki": 126419751948288000,
}

test_quantities[text] if {
	some text, want in quantities
	lib.milli(text) == want
}

plain := [[1, 1000], [0.5, 500], [0, 0], [2.25, 2250], [1000000, 1000000000], [-1, -1000], [0.1, 100]]

test_numbers[text] if {
	some [number, want] in plain
	text := sprintf("%v", [number])
	lib.milli(number) == want
}

test_no_quantity[text] if {
	some text in ["", ".", "m", "Gi", "1 Gi", "1GB", "1ki", "1K", "one", "1e", "1e100", "--1", "1.2.3", "0x10", "1mi", "1Mi "]
	not lib.milli(text)
}

test_no_text[text] if {
	some value in [null, true, [1], {"a": 1}]
	text := json.marshal(value)
	not lib.milli(value)
}

test_too_long if not lib.milli(sprintf("1%060d%s", [0, "0000"]))

# Order is what rules need of it: each is more than the one before it.
ascending := ["1m", "0.5", "1", "1.001", "1k", "1023", "1Ki", "1025", "1M", "1Mi", "1.5Mi", "1e9", "1G", "1Gi", "1025Mi", "1T", "1Ti", "1Pi"]

test_order[note] if {
	some i in numbers.range(1, count(ascending) - 1)
	note := sprintf("%s < %s", [ascending[i - 1], ascending[i]])
	below(ascending[i - 1], ascending[i])
}

below(a, b) if lib.milli(a) < lib.milli(b)

below(a, b) if {
	{a, b} in [{"1e9", "1G"}, {"1k", "1023"}]
	lib.milli(a) <= lib.milli(b)
}

shown := [
	["cpu", 1500, "1.5"], ["cpu", 49625, "49.625"], ["pods", 3000, "3"], ["nvidia.com/gpu", 1000, "1"], ["cpu", 100, "0.1"],
	["memory", 1073741824000, "1Gi"], ["memory", 1610612736000, "1.5Gi"], ["storage", 536870912000, "512Mi"], ["memory", 512, "0.512 bytes"],
	["hugepages-2Mi", 2097152000, "2Mi"], ["ephemeral-storage", 1000, "1 bytes"],
]

test_shown[want] if {
	some [resource, amount, want] in shown
	lib.shown(resource, amount) == want
}
