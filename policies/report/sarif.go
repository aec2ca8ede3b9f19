package report

import (
	"encoding/json"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sutazai/sutaz/policies"
)

// The types below are the part of SARIF 2.1.0 that is used.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string              `json:"id"`
		ShortDescription     sarifMessage        `json:"shortDescription"`
		FullDescription      sarifMessage        `json:"fullDescription"`
		Help                 sarifMessage        `json:"help"`
		HelpURI              string              `json:"helpUri,omitempty"`
		DefaultConfiguration sarifConfiguration  `json:"defaultConfiguration"`
		Properties           sarifRuleProperties `json:"properties"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifRuleProperties struct {
		Tags []string `json:"tags"`
		// SecuritySeverity is from 0.0 to 10.0, by which GitHub tells low, medium, high and critical.
		SecuritySeverity string `json:"security-severity"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool                `json:"executionSuccessful"`
		Notifications       []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level   string       `json:"level"`
		Message sarifMessage `json:"message"`
	}
	sarifResult struct {
		RuleID              string                `json:"ruleId"`
		RuleIndex           int                   `json:"ruleIndex"`
		Level               string                `json:"level"`
		Message             sarifMessage          `json:"message"`
		Locations           []sarifLocation       `json:"locations"`
		RelatedLocations    []sarifLocation       `json:"relatedLocations,omitempty"`
		PartialFingerprints map[string]string     `json:"partialFingerprints"`
		Suppressions        []sarifSuppression    `json:"suppressions"`
		Properties          sarifResultProperties `json:"properties"`
	}
	sarifResultProperties struct {
		Severity    policies.Severity `json:"severity"`
		Environment string            `json:"environment,omitempty"`
		Component   string            `json:"component,omitempty"`
	}
	sarifLocation struct {
		ID       int            `json:"id,omitempty"`
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifMessage  `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
	sarifSuppression struct {
		Kind          string           `json:"kind"`
		Status        string           `json:"status"`
		Justification string           `json:"justification"`
		Properties    *policies.Waived `json:"properties"`
	}
)

// homepage is where this program is at home.
const homepage = "https://github.com/sutazai/sutaz"

// securitySeverity falls in the range by which GitHub tells the severity of the same name.
var securitySeverity = map[policies.Severity]string{
	policies.Critical: "9.5", policies.High: "8.0", policies.Medium: "5.5", policies.Low: "2.0",
}

// SARIF writes the report as SARIF 2.1.0. A result stands at the line of the manifest, and the line of the description
// that a person edits is related to it; where only one is known, the result stands there. Rules are those that are broken.
func SARIF(w io.Writer, r policies.Report, o Options) error {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "sutaz", Version: o.Version, InformationURI: homepage, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true, Notifications: notifications(r)}},
		Results:     []sarifResult{},
	}
	index := map[string]int{}
	for i, t := range tallies(r.Findings) {
		index[t.rule.ID] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(t.rule))
	}
	for _, f := range r.Findings {
		run.Results = append(run.Results, sarifResultOf(f, index[f.Rule.ID]))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	})
}

func sarifRuleOf(r *policies.Rule) sarifRule {
	help := "**Why** " + escape(r.Description) + "\n\n**Fix** " + escape(r.Fix)
	rule := sarifRule{
		ID:                   r.ID,
		ShortDescription:     literal(r.Title),
		FullDescription:      literal(r.Description),
		Help:                 sarifMessage{Text: literal(r.Description + "\nFix: " + r.Fix).Text, Markdown: braces.Replace(help)},
		DefaultConfiguration: sarifConfiguration{level(r.Severity)},
		Properties:           sarifRuleProperties{Tags: []string{"security"}, SecuritySeverity: securitySeverity[r.Severity]},
	}
	for _, tag := range append([]string{r.Group}, r.Controls...) {
		if !slices.Contains(rule.Properties.Tags, tag) {
			rule.Properties.Tags = append(rule.Properties.Tags, tag)
		}
	}
	if i := slices.IndexFunc(r.Resources, absolute); i >= 0 {
		rule.HelpURI = r.Resources[i]
	}
	return rule
}

func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.IsAbs()
}

// braces doubles them: alone, they enclose the number of an argument (section 3.11.5).
var braces = strings.NewReplacer("{", "{{", "}", "}}")

// literal is a message without arguments.
func literal(text string) sarifMessage { return sarifMessage{Text: braces.Replace(text)} }

func sarifResultOf(f policies.Finding, rule int) sarifResult {
	result := sarifResult{
		RuleID: f.Rule.ID, RuleIndex: rule, Level: level(f.Rule.Severity), Message: literal(f.Message),
		Suppressions: []sarifSuppression{}, // Empty says that nothing is suppressed; nothing would say that nobody knows.
		PartialFingerprints: map[string]string{
			"primaryLocationLineHash": f.Fingerprint, // The only one that GitHub looks at.
			"sutaz/v1":                f.Fingerprint,
		},
		Properties: sarifResultProperties{f.Rule.Severity, f.Environment, f.Component},
	}
	at := sarifLocation{Physical: physical(f.File, f.Line)}
	if f.Source != nil {
		source := physical(f.Source.File, f.Source.Line)
		if at.Physical == nil {
			at.Physical = source
		}
		related := literal("the line of the description to edit")
		result.RelatedLocations = []sarifLocation{{ID: 1, Physical: source, Message: &related}}
	}
	if name := named(f); name != "" {
		at.Logical = []sarifLogical{{name, "object"}}
	}
	result.Locations = []sarifLocation{at}
	if f.Waived != nil {
		result.Suppressions = append(result.Suppressions, sarifSuppression{"external", "accepted", let(*f.Waived), f.Waived})
	}
	return result
}

// physical is a line of a file, nil for no file. Files are relative to the root of the repository, unless absolute.
func physical(file string, line int) *sarifPhysical {
	if file == "" {
		return nil
	}
	file = filepath.ToSlash(file)
	at := &sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: file}).String(), "%SRCROOT%"}}
	if path.IsAbs(file) {
		at.Artifact = sarifArtifact{URI: (&url.URL{Scheme: "file", Path: file}).String()}
	}
	if line > 0 {
		at.Region = &sarifRegion{line}
	}
	return at
}

// notifications are what was skipped, and the notes.
func notifications(r policies.Report) []sarifNotification {
	all := []sarifNotification{}
	for _, s := range r.Skipped {
		all = append(all, sarifNotification{"note", literal("skipped " + unjudged(s))})
	}
	for _, note := range r.Notes {
		all = append(all, sarifNotification{"note", literal(note)})
	}
	return all
}
