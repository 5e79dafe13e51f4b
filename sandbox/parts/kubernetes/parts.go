//go:build tools

// Package kubernetes pins the API server, so that `go build` takes exactly the versions in go.sum.
package kubernetes

import _ "k8s.io/kubernetes/cmd/kube-apiserver"
