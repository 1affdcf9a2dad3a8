//go:build tools

// Package helm pins the command that the test bed builds, so that go.sum covers all it is made of.
package helm

import _ "helm.sh/helm/v3/cmd/helm"
