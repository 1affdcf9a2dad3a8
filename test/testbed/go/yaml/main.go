// Command yaml reads texts as go-yaml does, and says in short what it read: one JSON text a line in, one JSON text a line out, which is a hash of all
// documents (kinds, tags, values, anchors; no positions, no comments and no style), or "error: …".
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"

	"gopkg.in/yaml.v3"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<16), 1<<26)
	for lines.Scan() {
		var text string
		if err := json.Unmarshal(lines.Bytes(), &text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		answer, err := json.Marshal(reading(text))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(string(answer))
	}
}

func reading(text string) string {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	sum := sha256.New()
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(sum.Sum(nil))
		}
		if err != nil {
			return "error: " + err.Error()
		}
		add(sum, &document)
	}
}

func add(sum hash.Hash, node *yaml.Node) {
	alias := ""
	if node.Alias != nil {
		alias = node.Alias.Anchor
	}
	fmt.Fprintf(sum, "%d %q %q %q %q %d\n", node.Kind, node.ShortTag(), node.Value, node.Anchor, alias, len(node.Content))
	for _, child := range node.Content {
		add(sum, child)
	}
}
