package report

import (
	_ "github.com/joshdk/go-junit"
	_ "github.com/santhosh-tekuri/jsonschema/v6"
	_ "github.com/yuin/goldmark"
)
