-- What a merge must find: the records that name the one that is dropped. Few records name
-- another.

-- +goose Up
create index agreement_replaces on agreement (fair_id, replaces) where replaces <> '';
create index agreement_project on agreement (fair_id, project) where project <> '';
create index project_owner on project (fair_id, owner) where owner <> '';
create index party_parent on party (fair_id, parent) where parent <> '';
