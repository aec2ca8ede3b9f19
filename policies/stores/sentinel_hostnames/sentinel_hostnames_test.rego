package policies.stores.sentinel_hostnames_test

import data.policies.lib.testing
import data.policies.stores.sentinel_hostnames

config(lines) := testing.put(testing.fixture("ConfigMap"), ["data", "sentinel.conf"], concat("\n", lines))

resolve := "sentinel resolve-hostnames yes"

announce := "sentinel announce-hostnames yes"

monitor(host) := sprintf("sentinel monitor main %s 6379 2", [host])

finding(setting) := {"path": ["data", "sentinel.conf"], "message": sprintf("main is watched by the name a-0.a, and %s is not on", [setting])}

cases["both"] := {"input": config([resolve, announce, monitor("a-0.a")]), "want": set()}

cases["neither"] := {"input": config([monitor("a-0.a")]), "want": {finding("resolve-hostnames"), finding("announce-hostnames")}}

cases["only resolved"] := {"input": config([resolve, monitor("a-0.a")]), "want": {finding("announce-hostnames")}}

cases["only announced"] := {"input": config([announce, monitor("a-0.a")]), "want": {finding("resolve-hostnames")}}

cases["off"] := {
	"input": config(["sentinel resolve-hostnames no", announce, monitor("a-0.a")]),
	"want": {finding("resolve-hostnames")},
}

cases["a comment"] := {"input": config(["# sentinel resolve-hostnames yes", announce, monitor("a-0.a")]), "want": {finding("resolve-hostnames")}}

cases["an address"] := {"input": config([monitor("10.0.0.1")]), "want": set()}

cases["an address of IPv6"] := {"input": config([monitor("fd00::1")]), "want": set()}

cases["no configuration of Sentinels"] := {"input": testing.fixture("ConfigMap"), "want": set()}

cases["no text"] := {"input": testing.put(testing.fixture("ConfigMap"), ["data", "a"], 1), "want": set()}

test_cases[note] if {
	some note, case in cases
	sentinel_hostnames.deny == case.want with input as case.input
}
