//go:build tools

// Package katib pins Katib, so that go.sum covers all it is made of. What it shares with the operators next door has their versions, so that it is
// compiled once.
package katib

import (
	_ "github.com/kubeflow/katib/cmd/katib-controller/v1beta1"
)
