-- What is owed, and what waits to be verified, is found without reading what became of everything: of most
-- leads and agreements nothing is owed any more.

-- +goose Up
create index milestone_ended on milestone (fair_id, lead, until, since) where lead <> '' and actual = 1 and stage in ('signed', 'terminated');
create index milestone_unverified on milestone (fair_id, since) where actual = 1 and verified_by = '';
