package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// fault is something that breaks, and how it is mended.
type fault struct {
	name  string
	begin func(ctx context.Context) error
	heal  func(ctx context.Context) error // nil where nobody need do anything
	lasts time.Duration                   // until heal
	watch time.Duration                   // from the beginning on, how long outcomes count for it
}

const (
	short = 15 * time.Second
	whole = 40 * time.Second
)

// faults are those of docs/faults.md.
func (w *world) faults() []fault {
	all := []fault{{name: "nothing", begin: plain(func() error { return nil }), watch: 20 * time.Second}}
	all = append(all, w.searchFaults()...)
	all = append(all, w.replicaFaults()...)
	all = append(all, w.databaseFaults()...)
	return append(all,
		w.full("OpenSearch: the disk of a node is full", "node"),
		w.full("PostgreSQL: the disk is full", "database"),
		w.full("replica: the disk of `--data` is full", "replica"),
		fault{name: "everything: `kill -9` at once, and started again", begin: w.killAll, watch: 90 * time.Second})
}

func plain(f func() error) func(context.Context) error {
	return func(context.Context) error { return f() }
}

// parted cuts links and mends them.
func parted(name string, links ...*link) fault {
	each := func(f func(*link) error) func(context.Context) error {
		return plain(func() (err error) {
			for _, l := range links {
				err = errors.Join(err, f(l))
			}
			return err
		})
	}
	return fault{name: name, begin: each((*link).cut), heal: each((*link).mend), lasts: short, watch: whole}
}

func (w *world) searchFaults() []fault {
	var victim int // the node that a fault has chosen
	chosen := func(choose func() (int, error), f func(i int) error) func(context.Context) error {
		return plain(func() (err error) {
			if victim, err = choose(); err != nil {
				return err
			}
			return f(victim)
		})
	}
	kill := func(i int) error {
		w.searches[i].down()
		w.cluster.Nodes[i].Stop()
		return nil
	}
	revive := plain(func() error { return errors.Join(w.cluster.Nodes[victim].Start(), w.searches[victim].up()) })
	return []fault{
		{name: "OpenSearch: `kill -9` of the node with the primary shard", begin: chosen(w.primary, kill), heal: revive, lasts: short, watch: whole},
		{name: "OpenSearch: `kill -9` of the cluster manager", begin: chosen(w.manager, kill), heal: revive, lasts: short, watch: whole},
		{name: "OpenSearch: the node with the primary shard hangs (`SIGSTOP`)", lasts: short, watch: whole,
			begin: chosen(w.primary, func(i int) error { return w.cluster.Nodes[i].Pause() }),
			heal:  plain(func() error { return w.cluster.Nodes[victim].Resume() })},
		parted("OpenSearch: the network to one node is cut", w.searches[0]),
		parted("OpenSearch: the network to all nodes is cut", w.searches...),
	}
}

func (w *world) replicaFaults() []fault {
	return []fault{
		{name: "replica: `kill -9` of one after the other", watch: whole, begin: w.turns(func(ctx context.Context, r *replica) error {
			r.kill()
			sleep(ctx, 3*time.Second)
			return r.start(ctx)
		})},
		{name: "replica: one after the other is stopped and started again", watch: whole,
			begin: w.turns(func(ctx context.Context, r *replica) error { return r.restart(ctx) })},
		{name: "replica: hangs (`SIGSTOP`)", begin: plain(w.replicas[1].pause), heal: plain(w.replicas[1].resume), lasts: short, watch: whole},
		parted("replica: the network between it and nginx is cut", w.replicas[2].link),
	}
}

func (w *world) databaseFaults() []fault {
	crash := func() error { w.database.Crash(); return nil }
	start := func() error { w.database.Start(); return nil }
	return []fault{
		{name: "PostgreSQL: restart, immediate", begin: plain(func() error { return errors.Join(crash(), start()) }), watch: 30 * time.Second},
		{name: "PostgreSQL: down", begin: plain(crash), heal: plain(start), lasts: short, watch: whole},
		parted("PostgreSQL: the network between it and all replicas is cut", w.stores...),
	}
}

// turns does something to one replica after the other, with a pause between.
func (w *world) turns(f func(context.Context, *replica) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, r := range w.replicas {
			if err := f(ctx, r); err != nil {
				return err
			}
			sleep(ctx, 3*time.Second)
		}
		return nil
	}
}

// full fills a small file system, and empties it again.
func (w *world) full(name, disk string) fault {
	filler := filepath.Join(w.disks[disk], "filler")
	return fault{name: name, lasts: short, watch: whole,
		begin: func(context.Context) error {
			f, err := os.OpenFile(filler, os.O_CREATE|os.O_WRONLY, 0o666)
			if err != nil {
				return err
			}
			defer f.Close()
			for piece := make([]byte, 64<<10); err == nil; {
				_, err = f.Write(piece)
			}
			for tiny := make([]byte, 512); ; {
				if _, err := f.Write(tiny); err != nil {
					return nil
				}
			}
		},
		heal: func(context.Context) error {
			err := os.Remove(filler)
			if disk == "database" {
				w.database.Revive()
			}
			return err
		}}
}

// killAll kills everything but nginx, and starts it again as an operator's machine does.
func (w *world) killAll(ctx context.Context) error {
	for _, r := range w.replicas {
		r.kill()
	}
	w.database.Crash()
	for i, n := range w.cluster.Nodes {
		w.searches[i].down()
		n.Stop()
	}
	var group sync.WaitGroup
	errs := make([]error, len(w.cluster.Nodes)+len(w.replicas))
	for i, n := range w.cluster.Nodes {
		group.Go(func() { errs[i] = errors.Join(n.Start(), w.searches[i].up()) })
	}
	for i, r := range w.replicas {
		group.Go(func() { errs[len(w.cluster.Nodes)+i] = r.start(ctx) })
	}
	w.database.Start()
	group.Wait()
	return errors.Join(errs...)
}
