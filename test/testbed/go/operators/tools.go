//go:build tools

// Package operators pins the operators that the test bed builds, so that go.sum covers all they are made of. They share one module, so that what
// they have in common is compiled once.
package operators

import (
	_ "github.com/kubeflow/trainer/v2/cmd/trainer-controller-manager"
	_ "github.com/kubeflow/training-operator/cmd/training-operator.v1"
	_ "sigs.k8s.io/jobset"
	_ "sigs.k8s.io/kueue/cmd/kueue"
)
