-- For whom a project counts is proposed as well: a proposal is of an agreement or of a project.

-- +goose Up
alter table proposal add column project text not null default '';
create index proposal_project on proposal (fair_id, project, until) where project <> '';
