//go:build tools

// Package kyverno pins the policy engine, so that `go build` takes exactly the versions in go.sum.
package kyverno

import _ "github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno"
