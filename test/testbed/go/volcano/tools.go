//go:build tools

// Package volcano pins the programs of Volcano that the test bed builds, so that go.sum covers all they are made of.
package volcano

import (
	_ "volcano.sh/volcano/cmd/controller-manager"
	_ "volcano.sh/volcano/cmd/scheduler"
	_ "volcano.sh/volcano/cmd/webhook-manager"
)
