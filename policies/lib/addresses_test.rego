package policies.lib_addresses_test

import data.policies.lib

zeros(n) := concat("", ["0" | some _ in numbers.range(1, n)])

networks := {
	"0.0.0.0/0": {"family": 4, "bits": ""},
	"128.0.0.0/1": {"family": 4, "bits": "1"},
	"10.0.0.0/8": {"family": 4, "bits": "00001010"},
	"10.255.3.1/8": {"family": 4, "bits": "00001010"},
	"169.254.169.254": {"family": 4, "bits": "10101001111111101010100111111110"},
	"169.254.169.254/32": {"family": 4, "bits": "10101001111111101010100111111110"},
	"::/0": {"family": 6, "bits": ""},
	"2000::/3": {"family": 6, "bits": "001"},
	"fd00:ec2::254/16": {"family": 6, "bits": "1111110100000000"},
	"::1": {"family": 6, "bits": concat("", [zeros(127), "1"])},
	"1:2:3:4:5:6:7:AbCd/128": {"family": 6, "bits": concat("", [
		"0000000000000001", "0000000000000010", "0000000000000011", "0000000000000100",
		"0000000000000101", "0000000000000110", "0000000000000111", "1010101111001101",
	])},
}

test_networks[text] if {
	some text, want in networks
	lib.network(text) == want
}

test_all_networks if count(test_networks) == count(networks)

malformed := [
	"", "/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0/8", "256.0.0.1", "010.0.0.1", "10.0.0.0.0", "a.b.c.d",
	"::/129", ":::", "1::2::3", "1:2:3", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "1:2:3:4:5:6:7::8", "example.com", 7, null, ["::"], {},
]

test_malformed[text] if {
	some text in malformed
	not lib.network(text)
}

test_all_malformed if count(test_malformed) == count(malformed)

test_holds if {
	lib.holds(lib.network("0.0.0.0/0"), lib.network("169.254.169.254"))
	lib.holds(lib.network("169.254.0.0/16"), lib.network("169.254.169.254"))
	lib.holds(lib.network("10.0.0.0/8"), lib.network("10.0.0.0/8"))
	not lib.holds(lib.network("10.0.0.0/9"), lib.network("10.0.0.0/8"))
	not lib.holds(lib.network("169.254.0.0/17"), lib.network("169.254.169.254"))
	not lib.holds(lib.network("::/0"), lib.network("169.254.169.254"))
}
