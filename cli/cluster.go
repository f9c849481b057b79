package cli

import (
	"errors"
	"fmt"

	"github.com/digitaskforce/taskforce/index"
)

// openShared takes the address of --index. What is wrong with it is said
// without the address, which holds a password.
func openShared(address string) (*index.Shared, error) {
	s, err := index.OpenShared(address)
	if err != nil {
		return nil, usage("--index: adressen skal være på formen opensearch+https://bruger:kode@vært:9200/navn; navnet med a-z, 0-9, _ og -, og tegn som @ og / i koden som %%40 og %%2F")
	}
	return s, nil
}

// sharedProblem says in Danish why the index in a cluster could not be opened.
func sharedProblem(s *index.Shared, err error) error {
	switch {
	case errors.Is(err, index.ErrLogin):
		return fmt.Errorf("--index: OpenSearch på %s afviser brugernavnet eller adgangskoden, eller brugeren mangler rettigheder", s.Hosts())
	case errors.Is(err, index.ErrUnavailable):
		return fmt.Errorf("--index: OpenSearch på %s kan ikke bruges: %s", s.Hosts(), danish(err))
	}
	return err
}
