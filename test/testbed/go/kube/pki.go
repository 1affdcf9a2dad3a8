package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"flag"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// What the certificates of one cluster are made for.
type pki struct {
	dir       string
	nodeName  string
	addresses []net.IP
	serviceIP net.IP
	server    string
	serial    int64
}

// A certificate with its key, and both as text.
type identity struct {
	cert    *x509.Certificate
	key     *ecdsa.PrivateKey
	certPEM []byte
	keyPEM  []byte
}

type subject struct {
	name  string
	group string
}

// writePKI writes every certificate, token and kubeconfig of a cluster in 0.1 s.
func writePKI() {
	flags := flag.NewFlagSet("write-pki", flag.ExitOnError)
	dir := flags.String("dir", "", "output directory")
	ip := flags.String("ip", "", "address of the node")
	serviceIP := flags.String("service-ip", "", "address of the service kubernetes.default")
	node := flags.String("node", "", "name of the node")
	must(flags.Parse(os.Args[1:]))
	must(os.MkdirAll(*dir, 0o700))
	p := &pki{
		dir:       *dir,
		nodeName:  *node,
		addresses: []net.IP{net.ParseIP("127.0.0.1"), net.ParseIP("::1"), net.ParseIP(*ip)},
		serviceIP: net.ParseIP(*serviceIP),
		server:    "https://" + net.JoinHostPort(*ip, "6443"),
	}
	ca := p.authority("ca")
	p.servers(ca)
	p.issue("front-proxy-client", subject{name: "front-proxy-client"}, p.authority("front-proxy-ca"))
	p.serviceAccountKeys()
	p.users(ca)
}

func (p *pki) servers(ca *identity) {
	kubernetes := []string{
		"localhost", p.nodeName,
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
	}
	p.issueServer("apiserver", "kube-apiserver", ca, kubernetes, append(p.addresses, p.serviceIP))
	p.issueServer("kubelet", p.nodeName, ca, []string{"localhost", p.nodeName}, p.addresses)
	p.issueServer("metrics-server", "metrics-server", ca, []string{"localhost", "metrics-server.kube-system.svc"}, p.addresses)
	p.issue("apiserver-kubelet-client", subject{"kube-apiserver-kubelet-client", "system:masters"}, ca)
}

func (p *pki) authority(file string) *identity {
	template := p.template(subject{name: "trainyard-testbed-" + file})
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage, template.ExtKeyUsage = x509.KeyUsageCertSign, nil
	return p.sign(file, template, nil)
}

func (p *pki) issue(file string, who subject, ca *identity) *identity {
	return p.sign(file, p.template(who), ca)
}

func (p *pki) issueServer(file, name string, ca *identity, names []string, addresses []net.IP) {
	template := p.template(subject{name: name})
	template.DNSNames, template.IPAddresses = names, addresses
	p.sign(file, template, ca)
}

func (p *pki) template(who subject) *x509.Certificate {
	p.serial++
	name := pkix.Name{CommonName: who.name}
	if who.group != "" {
		name.Organization = []string{who.group}
	}
	return &x509.Certificate{
		SerialNumber: big.NewInt(p.serial),
		Subject:      name,
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(10, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
}

// sign makes a key and signs the certificate for it; without an authority it signs itself.
func (p *pki) sign(file string, template *x509.Certificate, ca *identity) *identity {
	key := newKey()
	parent, signer := template, key
	if ca != nil {
		parent, signer = ca.cert, ca.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	must(err)
	cert, err := x509.ParseCertificate(der)
	must(err)
	made := &identity{cert: cert, key: key, certPEM: toPEM("CERTIFICATE", der), keyPEM: privatePEM(key)}
	p.write(file+".crt", made.certPEM)
	p.write(file+".key", made.keyPEM)
	return made
}

// serviceAccountKeys makes the pair that signs and checks the tokens of pods.
func (p *pki) serviceAccountKeys() {
	key := newKey()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	must(err)
	p.write("sa.key", privatePEM(key))
	p.write("sa.pub", toPEM("PUBLIC KEY", der))
}

func (p *pki) write(name string, content []byte) {
	must(os.WriteFile(filepath.Join(p.dir, name), content, 0o600))
}

func newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	return key
}

func privatePEM(key crypto.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	must(err)
	return toPEM("PRIVATE KEY", der)
}

func toPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
