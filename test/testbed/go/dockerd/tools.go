//go:build tools

// Package dockerd pins the command that the test bed builds, so that go.sum covers all it is made of.
package dockerd

import _ "github.com/moby/moby/v2/cmd/dockerd"
