package pki_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/sutazai/sutaz/ci/e2e/pki"
)

func TestServerIsTrusted(t *testing.T) {
	t.Parallel()
	files, err := pki.Make(t.TempDir(), "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := pki.Make(t.TempDir(), "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(files.ServerCert, files.ServerKey)
	if err != nil {
		t.Fatal("the key is not that of the certificate:", err)
	}
	certificate, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, trusted := range map[string]bool{"127.0.0.1": true, "10.0.0.1": true, "kubernetes.default.svc": true, "10.0.0.2": false, "example.com": false} {
		if _, err := certificate.Verify(x509.VerifyOptions{DNSName: name, Roots: pool(t, files.CACert)}); (err == nil) != trusted {
			t.Errorf("%s: %v, want trusted %t", name, err, trusted)
		}
	}
	if _, err := certificate.Verify(x509.VerifyOptions{Roots: pool(t, other.CACert)}); err == nil {
		t.Error("the authority of another run trusts the certificate")
	}
}

func pool(t *testing.T, name string) *x509.CertPool {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(data) {
		t.Fatalf("%s holds no certificate", name)
	}
	return p
}

func TestKeysAreForTheOwnerAlone(t *testing.T) {
	t.Parallel()
	files, err := pki.Make(t.TempDir(), "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{files.CAKey, files.ServerKey, files.ServiceAccountKey} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(data)
		if block == nil {
			t.Fatalf("%s is no PEM file", name)
		}
		if _, err := x509.ParseECPrivateKey(block.Bytes); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTokensDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		token := pki.Token()
		if len(token) != 32 || seen[token] {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
}

func TestKubeconfigIsReadBack(t *testing.T) {
	t.Parallel()
	files, err := pki.Make(t.TempDir(), "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "kubeconfig")
	if err := pki.Kubeconfig(name, "https://127.0.0.1:1", files.CACert, "secret"); err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", name)
	if err != nil {
		t.Fatal(err)
	}
	if config.Host != "https://127.0.0.1:1" || config.BearerToken != "secret" || config.CAFile != files.CACert {
		t.Errorf("host %q, token %q, authority %q", config.Host, config.BearerToken, config.CAFile)
	}
}
