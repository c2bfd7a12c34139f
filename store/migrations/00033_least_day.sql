-- The least meetings of a day, beside the most.

-- +goose Up
alter table delegate add column least_day bigint not null default 0;
alter table meeting_setup add column least_day bigint not null default 0;
