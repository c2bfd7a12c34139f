package store

import (
	"strings"

	"bridgehead/indicator"
	"bridgehead/landing"
)

// What became of agreements, as conditions on agreements and on what belongs to them. Only
// milestones that count do (landing.Milestone.Counts).

// stepsOf is the condition that an agreement has milestones of some stages.
func stepsOf(owner string, stages ...landing.Stage) string {
	names := make([]string, len(stages))
	for i, s := range stages {
		names[i] = "'" + string(s) + "'"
	}
	return "exists (select 1 from milestone q where q.fair_id = " + owner + ".fair_id and q.agreement = " + owner + ".id and q.agreement <> ''" +
		" and q.counts = 1 and +q.since <= $2 and q.until > $2 and q.stage in (" + strings.Join(names, ", ") + "))"
}

// lastOf is the last day of a stage, "" where there is none.
func lastOf(owner string, stage landing.Stage) string {
	return "(select coalesce(max(q.day), '') from milestone q where q.fair_id = " + owner + ".fair_id and q.agreement = " + owner + ".id and q.agreement <> ''" +
		" and q.counts = 1 and +q.since <= $2 and q.until > $2 and q.stage = '" + string(stage) + "')"
}

// reachedBy are the stages of which one is enough to have reached a stage.
func reachedBy(s landing.Stage) []landing.Stage {
	if s == landing.PaidIn {
		return []landing.Stage{s}
	}
	return landing.Landed[s.Rank()-landing.Registered.Rank():]
}

// becameOf writes the condition of a field of a filter that asks what became of an agreement;
// "" for other fields.
func becameOf(field string, values []string, owner string) string {
	var either []string
	for _, value := range values {
		s := landing.Stage(value)
		switch field {
		case indicator.FieldReached:
			either = append(either, stepsOf(owner, reachedBy(s)...))
		case indicator.FieldStage:
			var all []string
			if s != landing.Signed {
				all = append(all, stepsOf(owner, s))
			}
			if s != landing.Operating {
				all = append(all, "not "+stepsOf(owner, landing.Landed[s.Rank()-landing.Signed.Rank():]...))
			}
			either = append(either, "("+strings.Join(all, " and ")+")")
		case indicator.FieldStanding:
			ended := "(" + owner + ".ended_on <> '' or " + stepsOf(owner, landing.Terminated) + ")"
			held := lastOf(owner, landing.Suspended) + " > " + lastOf(owner, landing.Resumed)
			either = append(either, map[string]string{
				indicator.Terminated: ended,
				indicator.Suspended:  "(not " + ended + " and " + held + ")",
				indicator.GoesOn:     "(not " + ended + " and not " + held + ")",
			}[value])
		default:
			return ""
		}
	}
	return "(" + strings.Join(either, " or ") + ")"
}
