// Program webhook-pki writes one authority and one server certificate for all webhooks of a cluster:
// ca.crt, ca.key, tls.crt and tls.key.
package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The training operator takes an authority of this name for its own and makes no other.
const authority = "training-operator-ca"

func main() {
	dir := flag.String("dir", "", "output directory")
	names := flag.String("names", "", "DNS names of the services, with commas between them")
	flag.Parse()
	must(os.MkdirAll(*dir, 0o700))

	ca := template(1, authority, []string{authority})
	ca.IsCA, ca.BasicConstraintsValid = true, true
	ca.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	caKey := write(*dir, "ca", ca, nil, nil)

	services := strings.Split(*names, ",")
	server := template(2, services[0], services)
	server.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	write(*dir, "tls", server, ca, caKey)
}

func template(serial int64, name string, dnsNames []string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: name, Organization: []string{"trainyard-testbed"}},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(10, 0, 0),
		DNSNames:     dnsNames,
	}
}

// write makes a key and a certificate signed with it, or with the parent's. Keys are PKCS#1, the only form that the training operator reads.
func write(dir, file string, cert, parent *x509.Certificate, signer crypto.Signer) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	if parent == nil {
		parent, signer = cert, key
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, parent, key.Public(), signer)
	must(err)
	writePEM(filepath.Join(dir, file+".crt"), "CERTIFICATE", der)
	writePEM(filepath.Join(dir, file+".key"), "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	return key
}

func writePEM(path, kind string, der []byte) {
	must(os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
