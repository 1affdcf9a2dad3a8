//go:build tools

// Package kwok pins the command that the test bed builds, so that go.sum covers all it is made of.
package kwok

import _ "sigs.k8s.io/kwok/cmd/kwok"
