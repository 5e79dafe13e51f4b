//go:build tools

// Package etcd pins the API server's store, so that `go build` takes exactly the versions in go.sum.
package etcd

import _ "go.etcd.io/etcd/server/v3"
