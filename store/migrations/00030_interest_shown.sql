-- Whether the owners of projects may read what a party asks for.

-- +goose Up
alter table interest add column shown bigint not null default 0;
