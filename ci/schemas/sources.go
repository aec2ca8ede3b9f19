package main

// module is one version of a module of the Go proxy. The sum is that of go.sum: a module that changed under its version
// is refused.
type module struct{ version, sum string }

// release is one minor version of Kubernetes. The OpenAPI documents lie in the module kubernetes, and what they do not
// say, which versions of an API end when and which words a field takes, in the Go types of the module api.
type release struct {
	name            string
	kubernetes, api module
}

var releases = []release{
	{"1.34",
		module{"k8s.io/kubernetes@v1.34.3", "h1:0TfljWbhEF5DBks+WFMSrvKfxBLo4vnZuqORjLMiyT4="},
		module{"k8s.io/api@v0.34.3", "h1:D12sTP257/jSH2vHV2EDYrb16bS7ULlHpdNdNhEw2S4="}},
	{"1.35",
		module{"k8s.io/kubernetes@v1.35.3", "h1:J3dk2wybKFHwoH4eydDUGHJo4HAD+9CZbSlvk/YQuao="},
		module{"k8s.io/api@v0.35.3", "h1:pA2fiBc6+N9PDf7SAiluKGEBuScsTzd2uYBkA5RzNWQ="}},
	{"1.36",
		module{"k8s.io/kubernetes@v1.36.3", "h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o="},
		module{"k8s.io/api@v0.36.3", "h1:NxB+05W2UGqXWFXcLO0RB5cnqnUPP5v5sVlaOH0Iz4w="}},
}

// definitions are where custom resources are defined: a module, and a file or directory in it.
var definitions = []struct {
	module
	path string
}{
	{module{"github.com/argoproj/argo-cd/v3@v3.5.7", "h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0="},
		"manifests/crds"},
	{module{"github.com/argoproj/argo-rollouts@v1.10.1", "h1:6oyVPGiHHxu3ixkT6mngemh88HLPDoTX1IwO6KNR1Y4="},
		"manifests/crds"},
	{module{"github.com/aws/karpenter-provider-aws@v1.14.1", "h1:WGtIQTQcxpElYMdWfWuPwaF2+9muR+hYhPZsTtoY8Gs="},
		"pkg/apis/crds"},
	{module{"github.com/cert-manager/cert-manager@v1.21.2", "h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68="},
		"deploy/crds"},
	{module{"github.com/external-secrets/external-secrets@v1.3.2", "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ="},
		"config/crds/bases"},
	{module{"github.com/kedacore/keda/v2@v2.21.0", "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps="},
		"config/crd/bases"},
	{module{"github.com/kubernetes-csi/external-snapshotter/client/v8@v8.7.0", "h1:HVaSUeRRHPu49aSiL8eXOjS9Re9G6pM0NzdTGI7mM14="},
		"config/crd"},
	{module{"github.com/kyverno/kyverno@v1.19.1", "h1:/MkgFii3/VlQfKR1JpC9tVwNNVNQTt2S4U6qCsafsTU="},
		"config/crds"},
	{module{"github.com/open-policy-agent/gatekeeper/v3@v3.23.1", "h1:njHTm0SJ6ZEhhEgmQTpJKTGQbc99fSs4hGiEp1OIKck="},
		"charts/gatekeeper/crds"},
	{module{"github.com/prometheus-operator/prometheus-operator@v0.85.0", "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s="},
		"example/prometheus-operator-crd"},
	{module{"github.com/vmware-tanzu/velero@v1.18.3", "h1:9uwN5yxTWQl9PsF5ljX4xiG+7VIq3I9mxOQ0DyyZ31A="},
		"config/crd/v1/bases"},
	{module{"istio.io/api@v1.31.1", "h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk="},
		"kubernetes/customresourcedefinitions.gen.yaml"},
	{module{"k8s.io/autoscaler/vertical-pod-autoscaler@v1.8.1", "h1:Pe8bV1wozN4gOKO1rleiIY5alIyAXN+DnXDbXQcL4fI="},
		"deploy/vpa-v1-crd-gen.yaml"},
	{module{"sigs.k8s.io/cluster-api@v1.14.2", "h1:o3GFNaeNFAOEEMpDPfhCK+2CjmV6gtQ8yLEcUwCg7bA="},
		"core/config/crd/bases"},
	{module{"sigs.k8s.io/gateway-api@v1.6.3", "h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc="},
		"config/crd/standard"},
	{module{"sigs.k8s.io/karpenter@v1.14.1", "h1:GjqvOHLjl2+OXM0ti5VEZSQuvcitB0pETd8zdChXEtI="},
		"pkg/apis/crds"},
}
