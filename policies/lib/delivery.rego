package policies.lib

# What rules on delivery share: Applications and the templates of ApplicationSets, and the options that Argo CD reads.

# delivery_kinds make Applications, and say where.
delivery_kinds := {
	"Application.argoproj.io": [],
	"ApplicationSet.argoproj.io": ["spec", "template"],
}

# delivered is the Application that an object is, or makes: its path, metadata and spec.
delivered(o) := {"at": base, "path": at(base, ["spec"]), "metadata": object.get(o, at(base, ["metadata"]), {}), "spec": spec} if {
	base := delivery_kinds[kind(o)]
	spec := object.get(o, at(base, ["spec"]), {})
	is_object(spec)
}

# sources are where an Application comes from: one, several, or the one that is rendered first.
sources(a) := array.concat(
	array.concat(
		[{"path": at(a.path, ["source"]), "source": a.spec.source} | is_object(a.spec.source)],
		[{"path": at(a.path, ["sources", i]), "source": source} | some i, source in a.spec.sources; is_object(source)],
	),
	[{"path": at(a.path, ["sourceHydrator", "drySource"]), "source": a.spec.sourceHydrator.drySource} | is_object(a.spec.sourceHydrator.drySource)],
)

# git_generators are the generators of an ApplicationSet that read a repository, nested ones among them.
git_generators(o) := [{"path": at(["spec", "generators"], at(path, ["git"])), "git": value.git} |
	kind(o) == "ApplicationSet.argoproj.io"
	walk(o.spec.generators, [path, value])
	is_object(value.git)
]

# templated says whether an ApplicationSet fills in a value.
templated(value) if {
	is_string(value)
	contains(value, "{{")
}

# sync_options are the options of an object's annotation, without the blanks around them.
sync_options(o) := {trim_space(option) |
	text := annotations(o)["argocd.argoproj.io/sync-options"]
	is_string(text)
	some option in split(text, ",")
}

# own_sync_options are the options of an Application, each with its number.
own_sync_options(a) := {i: option | some i, option in object.get(a.spec, ["syncPolicy", "syncOptions"], []); is_string(option)}

# fits is a pattern of an AppProject, on a value: * stands for anything. What is no plain pattern stands for itself.
fits("*", _)

fits(pattern, value) if pattern == value

fits(pattern, value) if {
	is_string(pattern)
	is_string(value)
	regex.match(`^[A-Za-z0-9:/._*@~-]+$`, pattern)
	parts := split(pattern, "*")
	count(parts) > 1
	regex.match(sprintf("^%s$", [concat(".*", [replace(part, ".", `\.`) | some part in parts])]), value)
}
