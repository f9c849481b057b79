package service

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
func (l Holdings) lock(a *App) (unlock func(), err error) {
	if l.Data == "" || os.MkdirAll(l.Data, 0o755) != nil {
		return nil, nil
	}
	return LockFile(a, filepath.Join(l.Data, "lock"), "et andet program er ved at åbne "+l.Data)
}

// LockFile waits for the lock that a file stands for; told says what for, where
// it takes long. unlock is nil where the file cannot be made.
func LockFile(a *App, path, told string) (unlock func(), err error) {
	locked := make(chan func(), 1)
	go func() {
		unlock, err := lockedfile.MutexAt(path).Lock()
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
			a.Warn("%s; venter på det", told)
		case <-a.Ctx.Done():
			go func() { // it cannot be called off
				if unlock := <-locked; unlock != nil {
					unlock()
				}
			}()
			return nil, a.Ctx.Err()
		}
	}
}
