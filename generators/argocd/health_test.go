package argocd_test

import (
	"encoding/json"
	"testing"

	argo "github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	lua "github.com/yuin/gopher-lua"

	"github.com/sutazai/sutaz/generators/argocd"
)

// The script runs in the machine that Argo CD has, with the libraries that it opens.
func health(t *testing.T, set any) (status, message string) {
	t.Helper()
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for name, open := range map[string]lua.LGFunction{lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable} {
		if err := state.CallByParam(lua.P{Fn: state.NewFunction(open), Protect: true}, lua.LString(name)); err != nil {
			t.Fatal(err)
		}
	}
	data, err := json.Marshal(set)
	var plain any
	if err == nil {
		err = json.Unmarshal(data, &plain)
	}
	if err != nil {
		t.Fatal(err)
	}
	state.SetGlobal("obj", value(state, plain))
	if err := state.DoString(argocd.HealthCheck()); err != nil {
		t.Fatal(err)
	}
	result, ok := state.Get(-1).(*lua.LTable)
	if !ok {
		t.Fatalf("the script returns %v", state.Get(-1))
	}
	return result.RawGetString("status").String(), result.RawGetString("message").String()
}

func value(state *lua.LState, plain any) lua.LValue {
	switch v := plain.(type) {
	case map[string]any:
		table := state.NewTable()
		for name, field := range v {
			table.RawSetString(name, value(state, field))
		}
		return table
	case []any:
		table := state.NewTable()
		for _, item := range v {
			table.Append(value(state, item))
		}
		return table
	case string:
		return lua.LString(v)
	case float64:
		return lua.LNumber(v)
	case bool:
		return lua.LBool(v)
	}
	return lua.LNil
}

func TestHealthCheck(t *testing.T) {
	t.Parallel()
	// The types are Argo CD's own: what the controller of ApplicationSets writes of each of its Applications.
	application := func(name, sync, health string) argo.ResourceStatus {
		status := argo.ResourceStatus{Group: "argoproj.io", Version: "v1alpha1", Kind: "Application", Namespace: "argocd", Name: name, Status: argo.SyncStatusCode(sync)}
		if health != "-" {
			status.Health = &argo.HealthStatus{}
			if err := json.Unmarshal([]byte(`{"status":"`+health+`"}`), status.Health); err != nil {
				t.Fatal(err)
			}
		}
		return status
	}
	good := application("good", "Synced", "Healthy")
	tests := map[string]struct {
		resources       []argo.ResourceStatus
		status, message string
	}{
		"none":                {nil, "Progressing", "no Application yet"},
		"all good":            {[]argo.ResourceStatus{good, good, good}, "Healthy", "3 Applications are Synced and Healthy"},
		"one OutOfSync":       {[]argo.ResourceStatus{good, application("a", "OutOfSync", "Healthy"), good}, "Progressing", "1 of 3 Applications are not Synced and Healthy, first a"},
		"one Degraded":        {[]argo.ResourceStatus{good, application("a", "Synced", "Degraded")}, "Progressing", "1 of 2 Applications are not Synced and Healthy, first a"},
		"one Progressing":     {[]argo.ResourceStatus{application("a", "Synced", "Progressing")}, "Progressing", "1 of 1 Applications are not Synced and Healthy, first a"},
		"one Suspended":       {[]argo.ResourceStatus{application("a", "Synced", "Suspended")}, "Progressing", "1 of 1 Applications are not Synced and Healthy, first a"},
		"one without health":  {[]argo.ResourceStatus{good, application("a", "Synced", "-")}, "Progressing", "1 of 2 Applications are not Synced and Healthy, first a"},
		"one of empty health": {[]argo.ResourceStatus{good, application("a", "Synced", "")}, "Progressing", "1 of 2 Applications are not Synced and Healthy, first a"},
		"one without status":  {[]argo.ResourceStatus{good, application("a", "", "Healthy")}, "Progressing", "1 of 2 Applications are not Synced and Healthy, first a"},
		"two, the first named": {[]argo.ResourceStatus{application("b", "OutOfSync", "Missing"), application("a", "Unknown", "Unknown"), good},
			"Progressing", "2 of 3 Applications are not Synced and Healthy, first b"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := argo.ApplicationSet{Status: argo.ApplicationSetStatus{Resources: test.resources}}
			if status, message := health(t, set); status != test.status || message != test.message {
				t.Errorf("got  %s: %s\nwant %s: %s", status, message, test.status, test.message)
			}
		})
	}
	t.Run("nil status", func(t *testing.T) {
		t.Parallel()
		if status, message := health(t, map[string]any{"kind": "ApplicationSet"}); status != "Progressing" || message != "no Application yet" {
			t.Errorf("got %s: %s", status, message)
		}
	})
}
