package service

import "time"

// Zone is whose days a report counts.
func Zone() *time.Location {
	loc, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		return time.UTC
	}
	return loc
}

// Tomorrow is the first moment of the day after now.
func Tomorrow(now time.Time) time.Time {
	y, m, d := now.In(Zone()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Zone())
}
