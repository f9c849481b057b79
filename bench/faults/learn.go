package main

import (
	"context"
	"fmt"
	"sync"
)

// A question's vector may not be there in time on a busy machine; the search then
// goes by words, and the answer may be another one, as the program means it to be.
const (
	tries   = 4 // of each question in calm, so that one has its vector
	learned = 3 // questions at once
)

// learn asks each question in calm, of the installation and of a service that
// searches by words alone. A question with more answers than these two is left out.
func (a *asker) learn(ctx context.Context, words *asker) error {
	a.calm, a.words = map[string]answer{}, map[string]answer{}
	var mu sync.Mutex
	var group sync.WaitGroup
	var kept []string
	var failed error
	ahead := make(chan string)
	for range learned {
		group.Go(func() {
			for q := range ahead {
				calm, byWords, stable, err := a.answersOf(ctx, q, words)
				mu.Lock()
				if err != nil {
					failed = err
				} else if stable {
					kept, a.calm[q], a.words[q] = append(kept, q), calm, byWords
				}
				mu.Unlock()
			}
		})
	}
	for _, q := range a.questions {
		ahead <- q
	}
	close(ahead)
	group.Wait()
	a.questions = kept
	return failed
}

// answersOf are the answers to a question, the first by meaning where it was there in time,
// and whether there were no others.
func (a *asker) answersOf(ctx context.Context, q string, words *asker) (calm, byWords answer, stable bool, err error) {
	byWords, how, detail := words.ask(ctx, 0, q)
	calm, stable = byWords, true
	for i := 0; how == "" && i < tries; i++ {
		var got answer
		got, how, detail = a.ask(ctx, i, q)
		switch {
		case got.same(byWords):
		case calm.same(byWords):
			calm = got
		case !got.same(calm):
			stable = false
		}
	}
	if how != "" {
		err = fmt.Errorf("in calm %q: %s %s", q, how, detail)
	}
	return calm, byWords, stable, err
}
