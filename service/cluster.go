package service

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/cluster"
)

// openShared takes the address of --index. What is wrong with it is said
// without the address, which holds a password.
func openShared(address string) (*cluster.Cluster, error) {
	s, err := cluster.Open(address)
	if err != nil {
		return nil, Usage("--index: adressen skal være på formen opensearch+https://bruger:kode@vært:9200/navn; navnet med a-z, 0-9, _ og -, og tegn som @ og / i koden som %%40 og %%2F")
	}
	return s, nil
}

// sharedProblem says in Danish why the index in a cluster could not be opened.
func sharedProblem(s *cluster.Cluster, err error) error {
	if errors.Is(err, index.ErrUnavailable) {
		return fmt.Errorf("--index: OpenSearch på %s %s", s.Hosts(), DanishShared(err))
	}
	return err
}

// DanishShared says what is wrong with the cluster, after its name.
func DanishShared(err error) string {
	var unknown x509.UnknownAuthorityError
	var bad *tls.CertificateVerificationError
	switch {
	case errors.Is(err, index.ErrLogin):
		return "afviser brugernavnet eller adgangskoden, eller brugeren mangler rettigheder"
	case errors.As(err, &unknown):
		return "har et certifikat fra en udsteder, som maskinen ikke kender; angiv udstederens certifikat i SSL_CERT_FILE"
	case errors.As(err, &bad):
		return "har et certifikat, der ikke gælder for værten eller er udløbet"
	}
	return "kan ikke bruges: " + Danish(err)
}
