-- A mail may have files with it: the calendar of somebody's meetings.

-- +goose Up
alter table mail add column enclosed text not null default '';
