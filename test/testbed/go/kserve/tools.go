//go:build tools

// Package kserve pins KServe, so that go.sum covers all it is made of. It needs another controller-runtime than the other operators.
package kserve

import (
	_ "github.com/kserve/kserve/cmd/manager"
)
