package policies.lib

# What rules on compliance share: labels that say whose something is, and what data it holds.

# class_label says what data something handles, and data_classes what it may say.
class_label := "sutaz.ai/data-class"

data_classes := {"confidential", "internal", "personal", "public"}

# unlabelled are the places of an object and of the pods that it makes which do not have a label. Labels of a workload do
# not reach its pods by themselves, and bills and logs know pods alone.
unlabelled(o, label) := {place.path: place.whose |
	some place in label_places(o)
	object.get(o, at(place.path, [label]), "") in {"", null}
}

# label_places are where labels stand.
label_places(o) := [{"path": ["metadata", "labels"], "whose": "it has"}] if not pods_of_its_own(o)

label_places(o) := [{"path": ["metadata", "labels"], "whose": "it has"}, {"path": at(pod(o).at, ["metadata", "labels"]), "whose": "its pods have"}] if pods_of_its_own(o)

pods_of_its_own(o) if count(pod(o).at) > 0

# residency_of is the jurisdiction of a region of the large clouds; undefined where the name says nothing.
residency_of(region) := [place |
	some [pattern, place] in [
		[`^(eu-west-2|europe-west2|uksouth|ukwest|uk-.*)$`, "uk"],
		[`^(eu-central-2|europe-west6|switzerland(north|west)|ch-.*)$`, "ch"],
		[`^(eu-[a-z]+-[0-9]+|europe-[a-z]+[0-9]+|westeurope|northeurope|germany(westcentral|north)|france(central|south)|swedencentral|polandcentral|italynorth|spaincentral|austriaeast)$`, "eu"],
		[`^(us-[a-z0-9-]+|(east|west|central|northcentral|southcentral|westcentral)us[0-9]?)$`, "us"],
	]
	regex.match(pattern, region)
][0]
