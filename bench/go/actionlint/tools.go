//go:build tools

// Package tools keeps the program that is compiled in go.mod.
package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
