package service

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// patience is how long another process may hold the data folder before the
// operator is told what is waited for.
const patience = 3 * time.Second

// lock keeps others, in this process and in others, from opening the folder of
// --data until unlock is called, so that none removes what another is making.
// unlock is nil without a folder, and where nothing can be written in it. The
// error is that of a's context.
func (l Holdings) lock(a *App) (unlock func(), err error) {
	d := l.dataLock()
	if d == nil {
		return nil, nil
	}
	select {
	case d.turn <- struct{}{}:
	case <-a.Ctx.Done():
		return nil, a.Ctx.Err()
	}
	release, err := d.take(a)
	if release == nil {
		<-d.turn
		return nil, err
	}
	return func() { release(); <-d.turn }, nil
}

// lockBeside is lock for work of a long time in the background, beside which
// this process may open the folder.
func (l Holdings) lockBeside(a *App) (unlock func(), err error) {
	d := l.dataLock()
	if d == nil {
		return nil, nil
	}
	return d.take(a)
}

// dataLock is how this process holds the lock of a folder of --data.
type dataLock struct {
	path  string
	turn  chan struct{} // of those who open the folder
	mu    sync.Mutex    // guards users and free
	users int
	free  func() // gives the lock back
}

var dataLocks sync.Map // by path

func (l Holdings) dataLock() *dataLock {
	if l.Data == "" || os.MkdirAll(l.Data, 0o755) != nil {
		return nil
	}
	path := filepath.Join(l.Data, "lock")
	d, _ := dataLocks.LoadOrStore(path, &dataLock{path: path, turn: make(chan struct{}, 1)})
	return d.(*dataLock)
}

// take holds the lock until release, which is nil where it cannot be had.
func (d *dataLock) take(a *App) (release func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.users == 0 {
		free, err := LockFile(a, d.path, "et andet program er ved at åbne "+filepath.Dir(d.path))
		if free == nil {
			return nil, err
		}
		d.free = free
	}
	d.users++
	return d.release, nil
}

func (d *dataLock) release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.users--; d.users == 0 {
		d.free()
	}
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
