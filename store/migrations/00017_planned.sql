-- What was planned and is still to be done: few of many milestones.

-- +goose Up
create index milestone_planned on milestone (fair_id, since) where actual = 0 and agreement <> '';
