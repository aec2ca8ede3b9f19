package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sutazai/sutaz/policies"
)

// sarifSchema is that of OASIS, as published with errata 01.
var sarifSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	return compiled(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
})

// Braces come in pairs, which stand for one.
var (
	halved = strings.NewReplacer("{{", "{", "}}", "}")
	pairs  = strings.NewReplacer("{{", "", "}}", "")
)

func checkSARIF(data []byte, r policies.Report, _ Options) error {
	schema, err := sarifSchema()
	if err != nil {
		return err
	}
	if err := valid(schema, data); err != nil {
		return err
	}
	var log sarifLog
	if err := json.Unmarshal(data, &log); err != nil {
		return err
	}
	run := log.Runs[0]
	if len(run.Results) != len(r.Findings) || len(run.Invocations[0].Notifications) != len(r.Skipped)+len(r.Notes) {
		return errors.New("not everything is there")
	}
	for i, f := range r.Findings {
		if err := checkResult(run.Results[i], f, run.Tool.Driver.Rules); err != nil {
			return fmt.Errorf("result %d: %w", i, err)
		}
	}
	return nil
}

// ranges are those of https://docs.github.com/code-security: a security-severity is above the first and up to the second.
var ranges = map[policies.Severity][2]float64{
	policies.Critical: {9, 10}, policies.High: {6.9, 8.9}, policies.Medium: {3.9, 6.9}, policies.Low: {0, 3.9},
}

func checkResult(result sarifResult, f policies.Finding, rules []sarifRule) error {
	if text := halved.Replace(result.Message.Text); strings.ContainsAny(pairs.Replace(result.Message.Text), "{}") || !sameText(text, strings.ToValidUTF8(f.Message, "\ufffd")) {
		return fmt.Errorf("says %q", result.Message.Text)
	}
	rule := rules[result.RuleIndex]
	severity, err := strconv.ParseFloat(rule.Properties.SecuritySeverity, 64)
	if at := ranges[f.Rule.Severity]; err != nil || severity <= at[0] || severity > at[1] || rule.ID != f.Rule.ID || result.RuleID != f.Rule.ID {
		return fmt.Errorf("has the rule %+v", rule)
	}
	if (f.Waived != nil) != (len(result.Suppressions) == 1) || result.PartialFingerprints["sutaz/v1"] != f.Fingerprint {
		return fmt.Errorf("has suppressions %v and fingerprints %v", result.Suppressions, result.PartialFingerprints)
	}
	if (f.Source != nil) != (len(result.RelatedLocations) == 1) || len(result.Locations) != 1 {
		return fmt.Errorf("has locations %v and %v", result.Locations, result.RelatedLocations)
	}
	at := result.Locations[0].Physical
	if line := f.Line; line > 0 && f.File != "" && (at.Region == nil || at.Region.StartLine != line) {
		return fmt.Errorf("stands at %+v", at)
	}
	if (at == nil) != (f.File == "" && f.Source == nil) {
		return fmt.Errorf("stands at %+v", at)
	}
	return nil
}
