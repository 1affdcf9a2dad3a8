//go:build tools

// Package runc pins the command that the test bed builds, so that go.sum covers all it is made of.
package runc

import _ "github.com/opencontainers/runc"
