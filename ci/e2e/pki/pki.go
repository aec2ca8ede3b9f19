// Package pki makes what servers and clients need to trust each other for one run: an authority, a serving certificate,
// a key that signs service account tokens, and kubeconfigs.
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Files are the paths of PEM files in one directory.
type Files struct {
	CACert, CAKey, ServerCert, ServerKey, ServiceAccountKey string
}

// lifetime of certificates; a run takes minutes.
const lifetime = 24 * time.Hour

// Make writes the files for a server on the loopback that serves the Kubernetes API.
func Make(dir string, serviceIP string) (Files, error) {
	f := Files{
		CACert: filepath.Join(dir, "ca.crt"), CAKey: filepath.Join(dir, "ca.key"),
		ServerCert: filepath.Join(dir, "server.crt"), ServerKey: filepath.Join(dir, "server.key"),
		ServiceAccountKey: filepath.Join(dir, "service-account.key"),
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "e2e"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
	}
	caKey, err := issue(ca, ca, nil, f.CACert, f.CAKey)
	if err != nil {
		return f, err
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "kube-apiserver"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.ParseIP(serviceIP)},
		DNSNames:    []string{"localhost", "kubernetes", "kubernetes.default.svc"},
	}
	if _, err := issue(server, ca, caKey, f.ServerCert, f.ServerKey); err != nil {
		return f, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return f, err
	}
	return f, writeKey(f.ServiceAccountKey, key)
}

// issue writes a certificate and its new key. Without a signer, the certificate signs itself.
func issue(template, parent *x509.Certificate, signer *ecdsa.PrivateKey, certFile, keyFile string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if signer == nil {
		signer = key
	}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Minute), time.Now().Add(lifetime)
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return nil, err
	}
	return key, writeKey(keyFile, key)
}

func writeKey(name string, key *ecdsa.PrivateKey) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), 0o600)
}

// Token is a secret that nobody can guess.
func Token() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // Never fails, says its documentation.
	return hex.EncodeToString(b)
}

// Kubeconfig writes a kubeconfig for a bearer of the token.
func Kubeconfig(name, server, caCert, token string) error {
	config := api.NewConfig()
	config.Clusters["e2e"] = &api.Cluster{Server: server, CertificateAuthority: caCert}
	config.AuthInfos["user"] = &api.AuthInfo{Token: token}
	config.Contexts["e2e"] = &api.Context{Cluster: "e2e", AuthInfo: "user"}
	config.CurrentContext = "e2e"
	return clientcmd.WriteToFile(*config, name)
}
