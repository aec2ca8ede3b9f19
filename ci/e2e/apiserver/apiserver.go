// Package apiserver runs the Kubernetes API server.
package apiserver

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/sutazai/sutaz/ci/e2e/pki"
	"github.com/sutazai/sutaz/ci/e2e/process"
)

// ServiceCIDR and serviceIP are the virtual addresses of Services, and that of the API server's own.
const (
	ServiceCIDR = "10.96.0.0/16"
	serviceIP   = "10.96.0.1"
)

// Users that servers and this program log in as. All but the two of Kubernetes may do everything.
const (
	Admin             = "admin"
	ControllerManager = "system:kube-controller-manager"
	Scheduler         = "system:kube-scheduler"
	Kwok              = "kwok"
)

// Server is a running API server.
type Server struct {
	// Kubeconfigs are files, by user.
	Kubeconfigs map[string]string
	// Files are its certificates and keys.
	Files pki.Files
}

// Start runs the API server on an etcd, and waits until it is ready. Authorization, admission and Pod Security are
// those of any server.
func Start(ctx context.Context, g *process.Group, program, dir, etcd string) (*Server, error) {
	ports, err := process.Ports(1)
	if err != nil {
		return nil, err
	}
	s := &Server{Kubeconfigs: map[string]string{}}
	if s.Files, err = pki.Make(dir, serviceIP); err != nil {
		return nil, err
	}
	address := "https://" + process.Local(ports[0])
	var tokens strings.Builder
	for i, user := range []string{Admin, ControllerManager, Scheduler, Kwok} {
		token, group := pki.Token(), ""
		if user == Admin || user == Kwok {
			group = ",system:masters"
		}
		fmt.Fprintf(&tokens, "%s,%s,u%d%s\n", token, user, i, group)
		name := filepath.Join(dir, strings.ReplaceAll(user, ":", "-")+".kubeconfig")
		if err := pki.Kubeconfig(name, address, s.Files.CACert, token); err != nil {
			return nil, err
		}
		s.Kubeconfigs[user] = name
	}
	tokenFile := filepath.Join(dir, "tokens.csv")
	if err := os.WriteFile(tokenFile, []byte(tokens.String()), 0o600); err != nil {
		return nil, err
	}
	err = g.Start(process.Spec{Name: "kube-apiserver", Program: program, Args: []string{
		"kube-apiserver", "--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", ports[0]),
		"--endpoint-reconciler-type=none",
		"--tls-cert-file=" + s.Files.ServerCert, "--tls-private-key-file=" + s.Files.ServerKey,
		"--client-ca-file=" + s.Files.CACert, "--token-auth-file=" + tokenFile,
		"--authorization-mode=RBAC", "--service-cluster-ip-range=" + ServiceCIDR, "--allow-privileged=true",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + s.Files.ServiceAccountKey, "--service-account-signing-key-file=" + s.Files.ServiceAccountKey,
		"--enable-admission-plugins=NodeRestriction",
		"--max-requests-inflight=3000", "--max-mutating-requests-inflight=1000",
	}})
	if err != nil {
		return nil, err
	}
	config, err := clientcmd.BuildConfigFromFlags("", s.Kubeconfigs[Admin])
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return s, g.Until(ctx, "kube-apiserver", func(ctx context.Context) error {
		return client.RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
	})
}
