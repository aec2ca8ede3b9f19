package policies.lib_compliance_test

import data.policies.lib
import data.policies.lib.testing

test_unlabelled if {
	bare := testing.edit(testing.fixture("Deployment.apps"), [
		{"op": "remove", "path": ["metadata", "labels", "sutaz.ai/team"]},
		{"op": "remove", "path": ["spec", "template", "metadata", "labels", "sutaz.ai/team"]},
	])
	lib.unlabelled(bare, "sutaz.ai/team") == {["metadata", "labels"]: "it has", ["spec", "template", "metadata", "labels"]: "its pods have"}
	lib.unlabelled(bare, "sutaz.ai/tier") == {}
	lib.unlabelled(testing.drop("Pod", ["metadata", "labels"]), "sutaz.ai/team") == {["metadata", "labels"]: "it has"}
	lib.unlabelled(testing.drop("PersistentVolumeClaim", ["metadata", "labels"]), "sutaz.ai/team") == {["metadata", "labels"]: "it has"}
}

regions := {
	"eu-central-1": "eu", "eu-west-1": "eu", "eu-west-2": "uk", "eu-central-2": "ch", "us-east-1": "us", "us-gov-west-1": "us",
	"europe-west4": "eu", "europe-west2": "uk", "europe-west6": "ch", "us-central1": "us",
	"westeurope": "eu", "uksouth": "uk", "switzerlandnorth": "ch", "eastus2": "us",
}

test_residency_of[region] if {
	some region, want in regions
	lib.residency_of(region) == want
}

test_unknown_region if not lib.residency_of("ap-south-1")
