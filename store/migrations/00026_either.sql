-- Conditions of which one suffices name their group.

-- +goose Up
alter table programme_condition add column either text not null default '';
