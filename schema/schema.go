// Package schema is the typed model of the platform: CUE definitions, the Go types generated from them, and the
// checks that no definition can express because they look at two entries at once.
package schema

import (
	"embed"
	"regexp"
)

//go:generate go tool -modfile=../ci/tools/cue.mod cue exp gengotypes .

// Files are the CUE definitions that this program was built with. A description is always judged by these, so that
// the Go types and the definitions cannot disagree.
//
//go:embed *.cue
var Files embed.FS

// ImportPath is what CUE files import to use the definitions.
const ImportPath = "github.com/sutazai/sutaz/schema"

// namePattern is _name of the definitions; a test holds the two together.
var namePattern = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$`)

// ValidName says whether name is a DNS-1123 label of at most 40 characters.
func ValidName(name string) bool { return namePattern.MatchString(name) }
