package meeting

import "context"

// Settled gives meetings at given times, by the problem's number, tables and interpreters as a plan does.
func (p *Problem) Settled(ctx context.Context, slots []int) Draft {
	o := settling{seed: 1, spent: func(tried int64) float64 { return float64(tried) / 20_000 }}
	at, _ := p.settled(ctx, slots, o)
	return p.placed(nil, at)
}
