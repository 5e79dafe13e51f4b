//go:build tools

// Package engine pins the Pulumi CLI, so that `go build` takes exactly the versions in go.sum.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
