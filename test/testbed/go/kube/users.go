package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
)

// The context of every kubeconfig, which is also the name of its cluster.
const contextName = "trainyard-testbed"

// Who gets a certificate, by the name of the kubeconfig.
func (p *pki) accounts() map[string]subject {
	return map[string]subject{
		"controller-manager": {name: "system:kube-controller-manager"},
		"scheduler":          {name: "system:kube-scheduler"},
		"kubelet-client":     {"system:node:" + p.nodeName, "system:nodes"},
		"kube-proxy":         {name: "system:kube-proxy"},
		"coredns":            {name: "trainyard-coredns"},
		"metrics-client":     {name: "trainyard-metrics-server"},
		"kwok":               {"trainyard-kwok", "system:masters"},
		"admin":              {"trainyard-admin", "system:masters"},
		"dev":                {"dev", "trainyard-developers"}, // may edit one namespace
		"nobody":             {"nobody", "trainyard-guests"},  // may do nothing
	}
}

// Who gets a token, by the name of the kubeconfig.
var tokenAccounts = map[string]subject{
	"admin-token": {"token-admin", "system:masters"},
	"dev-token":   {"token-dev", "trainyard-developers"},
}

func (p *pki) users(ca *identity) {
	for file, who := range p.accounts() {
		made := p.issue(file, who, ca)
		p.kubeconfig(file, ca, "client-certificate-data: "+base64Text(made.certPEM), "client-key-data: "+base64Text(made.keyPEM))
	}
	var lines strings.Builder
	for file, who := range tokenAccounts {
		token := rand.Text()
		fmt.Fprintf(&lines, "%s,%s,%s,%s\n", token, who.name, who.name, who.group)
		p.kubeconfig(file, ca, "token: "+token)
	}
	p.write("tokens.csv", []byte(lines.String()))
}

func (p *pki) kubeconfig(file string, ca *identity, credentials ...string) {
	p.write(file+".kubeconfig", fmt.Appendf(nil, `apiVersion: v1
kind: Config
current-context: %[1]s
clusters:
  - name: %[1]s
    cluster:
      server: %[2]s
      certificate-authority-data: %[3]s
contexts:
  - name: %[1]s
    context:
      cluster: %[1]s
      user: %[4]s
      namespace: default
users:
  - name: %[4]s
    user:
      %[5]s
`, contextName, p.server, base64Text(ca.certPEM), file, strings.Join(credentials, "\n      ")))
}

func base64Text(content []byte) string {
	return base64.StdEncoding.EncodeToString(content)
}
