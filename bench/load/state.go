package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// state is what the service's metrics say of it.
type state struct {
	streams, goroutines float64
	memory              float64 // resident bytes
	processor           float64 // seconds used so far
}

func (s *service) get(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return nil, err
	}
	return s.client.Do(req)
}

func (s *service) state(ctx context.Context) (state, error) {
	res, err := s.get(ctx, "/metrics")
	if err != nil {
		return state{}, err
	}
	defer res.Body.Close()
	var st state
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue
		}
		switch name {
		case "taskforce_open_streams":
			st.streams = v
		case "go_goroutines":
			st.goroutines = v
		case "process_resident_memory_bytes":
			st.memory = v
		case "process_cpu_seconds_total":
			st.processor = v
		}
	}
	return st, lines.Err()
}

// settled is the state once no stream is open and the connections have had a
// moment to close.
func (s *service) settled(ctx context.Context) (state, error) {
	if err := s.open(ctx, 0); err != nil {
		return state{}, err
	}
	select {
	case <-time.After(2 * time.Second):
	case <-ctx.Done():
		return state{}, ctx.Err()
	}
	return s.state(ctx)
}

// open waits until n streams are open.
func (s *service) open(ctx context.Context, n int) error {
	for {
		st, err := s.state(ctx)
		if err != nil {
			return err
		}
		if int(st.streams) == n {
			return nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("%.0f of %d streams are open: %w", st.streams, n, ctx.Err())
		}
	}
}

// beyond asks while all places are taken.
func (s *service) beyond(ctx context.Context) error {
	start := time.Now()
	res, err := s.ask(ctx, 0)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	retry := res.Header.Get("Retry-After")
	fmt.Printf("the next reader: %d, Retry-After %s, after %.0f ms\n", res.StatusCode, retry, ms(start))
	if res.StatusCode != http.StatusServiceUnavailable || retry == "" {
		return errors.New("the reader beyond the limit was not sent away with 503 and Retry-After")
	}
	return nil
}

// search searches while all places are taken.
func (s *service) search(ctx context.Context) error {
	slowest := 0.0
	for range 50 {
		start := time.Now()
		res, err := s.get(ctx, "/api/search?q=kunstig+intelligens")
		if err != nil {
			return err
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("a search gave %d", res.StatusCode)
		}
		slowest = max(slowest, ms(start))
	}
	fmt.Printf("50 searches meanwhile: the slowest took %.0f ms\n", slowest)
	return nil
}

func ms(start time.Time) float64 { return float64(time.Since(start).Microseconds()) / 1000 }
