package schema

// NamePattern is namePattern for the tests outside of the package.
var NamePattern = namePattern.String()
