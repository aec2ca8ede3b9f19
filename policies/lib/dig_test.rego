package policies.lib_dig_test

import data.policies.lib

o := {"a": {"b": 1, "n": null}, "l": [1]}

dug := [
	[o, "a", {}, {"b": 1, "n": null}], [o, ["a", "b"], 0, 1], [o, ["a", "b"], "", ""], [o, ["a", "b"], null, 1], [o, ["a", "n"], {}, {}],
	[o, ["l", "b"], 7, 7], [o, ["l"], {}, {}], [o, "z", null, null], [null, "a", 5, 5], ["text", ["a"], [], []], [[1], "a", {}, {}],
]

test_dig[note] if {
	some i, [from, path, otherwise, want] in dug
	note := sprintf("%d", [i])
	lib.dig(from, path, otherwise) == want
}
