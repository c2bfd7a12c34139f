package store

import (
	"context"
	"sync"

	"bridgehead/access"
	"bridgehead/journal"
)

// What follows from a fair's record at a position alone, and is wanted for every page, is read
// once for all who look at that position: it never changes.

// A position is what is known of one.
type position struct {
	embargoes access.Embargoes
	keys      []edition
	public    *eyes // of the public while nothing is held back
}

type positionKey struct {
	fair string
	at   journal.Position
}

// positions are those that were looked at.
type positions struct {
	mu    sync.Mutex
	known map[positionKey]*position
}

// positionsKept is how many are remembered.
const positionsKept = 200

// position reads what is known of the view's position.
func (v View) position(ctx context.Context) (*position, error) {
	key := positionKey{v.Fair, v.At}
	if v.positions != nil {
		v.positions.mu.Lock()
		p := v.positions.known[key]
		v.positions.mu.Unlock()
		if p != nil {
			return p, nil
		}
	}
	var p position
	var err error
	if p.embargoes, err = v.Embargoes(ctx); err != nil {
		return nil, err
	}
	if p.keys, err = v.editionKeys(ctx); err != nil {
		return nil, err
	}
	p.public = eyesOf(publicSight(), p.keys)
	if v.positions != nil {
		v.positions.mu.Lock()
		defer v.positions.mu.Unlock()
		if v.positions.known == nil || len(v.positions.known) >= positionsKept {
			v.positions.known = map[positionKey]*position{}
		}
		v.positions.known[key] = &p
	}
	return &p, nil
}
