//go:build tools

// Package buildx pins the command that the test bed builds, so that go.sum covers all it is made of.
package buildx

import _ "github.com/docker/buildx/cmd/buildx"
