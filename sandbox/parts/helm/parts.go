//go:build tools

// Package helm pins the chart renderer, so that `go build` takes exactly the versions in go.sum.
package helm

import _ "helm.sh/helm/v4/cmd/helm"
