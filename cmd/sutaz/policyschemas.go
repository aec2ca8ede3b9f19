package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/policies/manifest"
	"github.com/sutazai/sutaz/policies/schemas"
)

// cluster says what the cluster accepts that objects are meant for.
type cluster struct {
	// version is a release of Kubernetes that goes before that of an environment; empty for none.
	version string
	// definitions are the custom resources of --schemas.
	definitions map[string]*schemas.Kind
	// opened are the sets of each release, since environments mostly share one.
	opened map[string]*schemas.Set
}

// newCluster reads the definitions of --schemas, and says what is wrong with --kubernetes-version.
func newCluster(ctx context.Context, f *ruleFlags) (*cluster, error) {
	definitions, err := readDefinitions(ctx, f.schemas)
	if err != nil {
		return nil, usageError{fmt.Errorf("--schemas: %w", err)}
	}
	c := &cluster{version: f.version, definitions: definitions, opened: map[string]*schemas.Set{}}
	if _, err := c.schemas(newestRelease()); err != nil {
		return nil, usageError{fmt.Errorf("--kubernetes-version: %w", err)}
	}
	return c, nil
}

// readDefinitions are the custom resources that files and directories define. That they define none is an error.
func readDefinitions(ctx context.Context, args []string) (map[string]*schemas.Kind, error) {
	definitions := map[string]*schemas.Kind{}
	if len(args) == 0 {
		return definitions, nil
	}
	opened := &roots{}
	defer opened.close()
	var input manifest.Input
	for _, arg := range args {
		path, _, err := opened.path(arg)
		if err != nil {
			return nil, err
		}
		input.Paths = append(input.Paths, path)
	}
	documents, _, err := manifest.Load(ctx, input)
	if err != nil {
		return nil, err
	}
	for i := range documents {
		kinds, err := schemas.ReadDefinition(documents[i].Object)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", documents[i].File, err)
		}
		for _, kind := range kinds {
			kind.Source = documents[i].File
		}
		maps.Copy(definitions, kinds)
	}
	if len(definitions) == 0 {
		return nil, fmt.Errorf("there is no CustomResourceDefinition in %s", strings.Join(args, ", "))
	}
	return definitions, nil
}

// newestRelease is the release of Kubernetes that is assumed where nobody says one.
func newestRelease() string {
	releases := schemas.Releases()
	return releases[len(releases)-1]
}

// schemas are what a cluster of a release accepts, or of the one of --kubernetes-version.
func (c *cluster) schemas(release string) (*schemas.Set, error) {
	release = cmp.Or(c.version, release)
	if c.opened[release] == nil {
		set, err := schemas.Open(release, c.definitions)
		if err != nil {
			return nil, err
		}
		c.opened[release] = set
	}
	return c.opened[release], nil
}

// with are the schemas for manifests that bring definitions with them.
func (c *cluster) with(items []policies.Item) (*schemas.Set, error) {
	brought := map[string]*schemas.Kind{}
	for _, item := range items {
		kinds, err := schemas.ReadDefinition(item.Object)
		if err != nil {
			continue // It is judged as any object, and says why it is none.
		}
		maps.Copy(brought, kinds)
	}
	return schemas.Open(cmp.Or(c.version, newestRelease()), brought, c.definitions)
}
