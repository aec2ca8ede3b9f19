package policies.lib_pods_test

import data.policies.lib
import data.policies.lib.testing

test_windows if {
	lib.windows(lib.pod(testing.set_pod("Pod", ["os"], {"name": "windows"})))
	not lib.windows(lib.pod(testing.set_pod("Pod", ["os"], {"name": "linux"})))
	not lib.windows(lib.pod(testing.fixture("Pod")))
}

test_own_users if {
	lib.own_users(lib.pod(testing.set_pod("Pod", ["hostUsers"], false)))
	not lib.own_users(lib.pod(testing.set_pod("Pod", ["hostUsers"], true)))
	not lib.own_users(lib.pod(testing.fixture("Pod")))
}

found(o) := [[s.path, s.who] | some s in lib.security_contexts(o)]

test_security_contexts if {
	found(testing.fixture("Pod")) == [[["spec", "securityContext"], "the pod"], [["spec", "containers", 0, "securityContext"], `container "a"`]]
	found(testing.set("Pod", ["spec", "securityContext"], null)) == [[["spec", "containers", 0, "securityContext"], `container "a"`]]
	found(testing.fixture("Service")) == []
}
