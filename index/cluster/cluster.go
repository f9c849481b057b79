// Package cluster holds an index in OpenSearch, for several services. A
// taskforce without it works as well. Start with [Open] and [Cluster.Make].
package cluster

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
)

// Cluster is an index in an OpenSearch cluster, which several services search.
type Cluster struct {
	client *opensearch.Client
	name   string
	hosts  string
	beat   time.Duration // between two renewals of a lease
	age    time.Duration // of a lease whose holder is dead

	shardSize int // passages
}

// ErrAddress says what is wrong with the address of a shared index.
var ErrAddress = errors.New("index: no address of a shared index")

// sharedName is what may name a shared index. Names of OpenSearch are in
// lower case; the dot divides ours from what is added to them.
var sharedName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,99}$`)

// Open takes an address such as
// "opensearch+https://user:password@host:9200/name", with commas between
// several hosts. Nothing is sent yet. An error that is [ErrAddress] does not
// hold the address, which has a password in it.
func Open(address string) (*Cluster, error) {
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
	return &Cluster{client: client, name: name, hosts: hosts, beat: leaseBeat, age: leaseAge, shardSize: shardPassages}, nil
}

// Hosts are those of the address, without the login.
func (s *Cluster) Hosts() string { return s.hosts }

// Part is another index in the same cluster, for a part of the materials.
func (s *Cluster) Part(name string) *Cluster {
	if name == "" {
		return s
	}
	part := *s
	part.name += ".part-" + shortHash(name)
	return &part
}

// Close frees the connections.
func (s *Cluster) Close() error { return s.client.Close() }

// Names of what stands in the cluster: one index for each build, of which the
// alias with the shared index's name tells the current one, and a second alias
// the one before, which services that started earlier may still search. A third
// tells which builds these amend, if any, and a fourth one that is made while
// others are made too.
func (s *Cluster) alias() string          { return s.name }
func (s *Cluster) former() string         { return s.name + ".former" }
func (s *Cluster) bases() string          { return s.name + ".base" }
func (s *Cluster) making() string         { return s.name + ".making" }
func (s *Cluster) builds() string         { return s.name + ".build-*" }
func (s *Cluster) lockAt() string         { return s.name + ".lock" }
func (s *Cluster) build(id string) string { return s.name + ".build-" + id }

// vectorsOf names the index of a model's vectors, which all builds use.
func (s *Cluster) vectorsOf(model string) string { return s.name + ".vectors-" + shortHash(model) }
func (s *Cluster) allVectors() string            { return s.name + ".vectors-*" }
