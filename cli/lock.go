package cli

import (
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// patience is how long another process may hold the data folder before the
// operator is told what is waited for.
const patience = 3 * time.Second

// lock keeps other processes from opening the folder of --data until unlock is
// called, so that none removes what another is making. unlock is nil without a
// folder, and where nothing can be written in it. The error is that of a's context.
func (l library) lock(a *app) (unlock func(), err error) {
	if l.Data == "" || os.MkdirAll(l.Data, 0o755) != nil {
		return nil, nil
	}
	locked := make(chan func(), 1)
	go func() {
		unlock, err := lockedfile.MutexAt(filepath.Join(l.Data, "lock")).Lock()
		if err != nil {
			unlock = nil
		}
		locked <- unlock
	}()
	late := time.After(patience)
	for {
		select {
		case unlock := <-locked:
			return unlock, nil
		case <-late:
			a.warn("et andet program er ved at åbne %s; venter på det", l.Data)
		case <-a.ctx.Done():
			go func() { // it cannot be called off
				if unlock := <-locked; unlock != nil {
					unlock()
				}
			}()
			return nil, a.ctx.Err()
		}
	}
}
