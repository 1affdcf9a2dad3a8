//go:build tools

// Package metricsserver pins the command that the test bed builds, so that go.sum covers all it is made of.
package metricsserver

import _ "sigs.k8s.io/metrics-server/cmd/metrics-server"
