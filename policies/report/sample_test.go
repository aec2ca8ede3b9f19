package report

import (
	"fmt"

	"github.com/sutazai/sutaz/policies"
)

var (
	privileged = &policies.Rule{
		ID: "pods/privileged", Group: "pods", Title: "No container is privileged", Severity: policies.Critical,
		Description: "A privileged container is root on the node; whoever breaks out of it holds the node.",
		Controls:    []string{"PSS/baseline", "CIS/5.2.2"}, Fix: "Remove privileged, and add the {capability} that is needed.",
		Resources: []string{"see below", "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
	}
	wildcards = &policies.Rule{
		ID: "rbac/wildcards", Group: "rbac", Title: "No role grants * everything", Severity: policies.High,
		Description: "A star grants what is installed later.", Controls: []string{"CIS/5.1.3"}, Fix: "Name the verbs.",
	}
	selector = &policies.Rule{
		ID: "references/service-selector", Group: "references", Title: "Every Service selects a pod", Severity: policies.Medium,
		Description: "A Service that selects nothing refuses every connection.", Fix: "Mend the selector | the label.",
	}
	labels = &policies.Rule{
		ID: "gitops/labels", Group: "gitops", Title: "Objects carry labels", Severity: policies.Low,
		Description: "What carries no label is found by nobody.", Fix: "Add them.",
	}
)

// odd is a text with all that some format takes for its own.
const odd = "a|b <script>&amp; `code` **bold** [x](http://y) 100%, k: v ::error::no\n##[error]no \x1b[31mred ünïcödé 🚀 @team #1 {0} ]]> \xff \"q\" 'q' \\ $x$ _u_ ~s~"

// sample has something of everything.
func sample() policies.Report {
	r := policies.Report{
		Objects: 42, Rules: 7,
		Skipped: []policies.Skipped{
			{Rule: "network/odd", Reason: "needs the description"},
			{File: "deploy/values|x.yaml", Reason: "a template of Helm\nis no manifest"},
			{File: "deploy/crd.yaml", Object: &policies.Ref{APIVersion: "example.com/v1", Kind: "Thing", Name: "one"}, Reason: "no schema", Unknown: "example.com/v1 Thing"},
			{File: "deploy/crd.yaml", Object: &policies.Ref{APIVersion: "example.com/v1", Kind: "Thing", Name: "two"}, Reason: "no schema", Unknown: "example.com/v1 Thing"},
		},
		Notes: []string{"the waiver of pods/privileged ends on 2030-01-31, in 12 days", odd},
		Findings: []policies.Finding{
			{
				Rule: labels, Message: "no label app.kubernetes.io/name", File: "-", Line: 7, Path: "/metadata/labels",
				Object: policies.Ref{APIVersion: "v1", Kind: "ConfigMap", Name: "lone"},
			},
			{
				Rule: selector, Message: odd, File: "deploy/odd name,100%:ü.yaml", Path: "/spec/selector/a~1b",
				Object: policies.Ref{APIVersion: "v1", Kind: "Service", Namespace: "shop", Name: "front|end"},
			},
			{
				Rule: labels, Message: "no label owner", File: "/srv/manifests/a.yaml", Line: 1, Path: "/metadata",
				Object: policies.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "shop", Name: "key"},
			},
			{
				Rule: wildcards, Message: "the description has no team", Environment: "dev", Path: "/environment/teams",
				Source: &policies.Position{File: "environments/dev/environment.cue", Line: 3, Column: 1},
			},
			{
				Rule: wildcards, Message: "rule 0 grants every one of its verbs", Environment: "dev", Component: "crewai",
				File: "rendered/base/crewai/role-crewai.yaml", Line: 9, Path: "/rules/0/verbs/0",
				Object: policies.Ref{APIVersion: "rbac.authorization.k8s.io/v1", Kind: "Role", Namespace: "ai-agents", Name: "crewai"},
				Source: &policies.Position{File: "environments/agents/crewai.cue", Line: 31, Column: 5},
			},
			{
				Rule: privileged, Message: "container crewai is privileged", Environment: "dev", Component: "crewai",
				File: "rendered/base/crewai/deployment-crewai.yaml", Line: 40, Path: "/spec/template/spec/containers/0/securityContext/privileged",
				Object: policies.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "ai-agents", Name: "crewai"},
				Source: &policies.Position{File: "environments/agents/crewai.cue", Line: 12, Column: 3},
			},
			{
				Rule: privileged, Message: "container crewai is privileged", Environment: "production", Component: "crewai",
				File: "rendered/base/crewai/deployment-crewai.yaml", Line: 40, Path: "/spec/template/spec/containers/0/securityContext/privileged",
				Object: policies.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "ai-agents", Name: "crewai"},
				Source: &policies.Position{File: "environments/agents/crewai.cue", Line: 12, Column: 3},
				Waived: &policies.Waived{Reason: "needs the GPU | until 2.0", Owner: "alpha", Ticket: "SEC-12", Expires: "2030-01-31"},
			},
		},
	}
	for i := range 7 {
		r.Findings = append(r.Findings, policies.Finding{
			Rule: selector, Message: "selects no pod", Environment: "production", Component: "gateway",
			File: fmt.Sprintf("rendered/base/gateway/service-%d.yaml", i), Line: 11, Path: "/spec/selector",
			Object: policies.Ref{APIVersion: "v1", Kind: "Service", Namespace: "ai-agents", Name: fmt.Sprintf("gateway-%d", i)},
			Source: &policies.Position{File: "environments/catalog.cue", Line: 5, Column: 2},
		})
	}
	r.Findings = append(r.Findings, policies.Finding{
		Rule: labels, Message: "no label cost", Environment: "production", Component: "gateway",
		File: "rendered/base/gateway/service-0.yaml", Line: 4, Path: "/metadata/labels",
		Object: policies.Ref{APIVersion: "v1", Kind: "Service", Namespace: "ai-agents", Name: "gateway-0"},
		Waived: &policies.Waived{Reason: "known: it is in the baseline"},
	})
	for i := range r.Findings {
		r.Findings[i].Fingerprint = fmt.Sprintf("%032x", i+1)
	}
	return r
}

// many is a report of n findings whose texts are long and odd.
func many(n int) policies.Report {
	r := policies.Report{Objects: n, Rules: 4}
	rules := []*policies.Rule{labels, selector, wildcards, privileged}
	for i := range n {
		name := fmt.Sprintf("object-%d", i)
		r.Findings = append(r.Findings, policies.Finding{
			Rule: rules[i%len(rules)], Message: name + odd + odd, Environment: "production", Component: "crewai", Path: "/metadata",
			Object: policies.Ref{Kind: "ConfigMap", Namespace: "ai-agents", Name: name}, Fingerprint: name,
		})
		r.Notes = append(r.Notes, name+odd)
		r.Skipped = append(r.Skipped, policies.Skipped{Rule: "network/" + name, Reason: odd})
	}
	return r
}
