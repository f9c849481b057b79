package index

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/index/opensearch"
)

// Shared is an index in an OpenSearch cluster, which several services search.
type Shared struct {
	client *opensearch.Client
	name   string
	hosts  string
	beat   time.Duration // between two renewals of a lease
	age    time.Duration // of a lease whose holder is dead

	shardSize int // passages
}

// ErrUnavailable says that the cluster of a shared index does not answer as it should.
var ErrUnavailable = errors.New("index: the shared index is unavailable")

// ErrLogin says that the cluster refuses the user of a shared index; it is ErrUnavailable too.
var ErrLogin = fmt.Errorf("%w: the user is refused", ErrUnavailable)

// ErrAddress says what is wrong with the address of a shared index.
var ErrAddress = errors.New("index: no address of a shared index")

// sharedName is what may name a shared index. Names of OpenSearch are in
// lower case; the dot divides ours from what is added to them.
var sharedName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,99}$`)

// OpenShared takes an address such as
// "opensearch+https://user:password@host:9200/name", with commas between
// several hosts. Nothing is sent yet. An error that is [ErrAddress] does not
// hold the address, which has a password in it.
func OpenShared(address string) (*Shared, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	plain, known := strings.CutPrefix(scheme, "opensearch+")
	if !ok || !known || plain != "http" && plain != "https" {
		return nil, fmt.Errorf("%w: it begins with opensearch+https:// or opensearch+http://", ErrAddress)
	}
	rest, name, _ := strings.Cut(rest, "/")
	if !sharedName.MatchString(name) {
		return nil, fmt.Errorf("%w: after the host stands / and a name of a-z, 0-9, _ and -", ErrAddress)
	}
	at := strings.LastIndex(rest, "@")
	login, hosts := rest[:at+1], rest[at+1:]
	var addresses []string
	user, password := "", ""
	for host := range strings.SplitSeq(hosts, ",") {
		u, err := url.Parse(plain + "://" + login + host)
		if err != nil || u.Hostname() == "" {
			return nil, fmt.Errorf("%w: the host is written as host:port, the password with %%-codes for signs", ErrAddress)
		}
		user = u.User.Username()
		password, _ = u.User.Password()
		u.User = nil
		addresses = append(addresses, u.String())
	}
	client, err := opensearch.Open(addresses, user, password)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	return &Shared{client: client, name: name, hosts: hosts, beat: leaseBeat, age: leaseAge, shardSize: shardPassages}, nil
}

// Hosts are those of the address, without the login.
func (s *Shared) Hosts() string { return s.hosts }

// Part is another index in the same cluster, for a part of the materials.
func (s *Shared) Part(name string) *Shared {
	if name == "" {
		return s
	}
	part := *s
	part.name += ".part-" + shortHash(name)
	return &part
}

// Close frees the connections.
func (s *Shared) Close() error { return s.client.Close() }

// Names of what stands in the cluster: one index for each build, of which the
// alias with the shared index's name tells the current one, and a second alias
// the one before, which services that started earlier may still search.
func (s *Shared) alias() string          { return s.name }
func (s *Shared) former() string         { return s.name + ".former" }
func (s *Shared) builds() string         { return s.name + ".build-*" }
func (s *Shared) lockAt() string         { return s.name + ".lock" }
func (s *Shared) build(id string) string { return s.name + ".build-" + id }

// vectorsOf names the index of a model's vectors, which all builds use.
func (s *Shared) vectorsOf(model string) string { return s.name + ".vectors-" + shortHash(model) }
func (s *Shared) allVectors() string            { return s.name + ".vectors-*" }
