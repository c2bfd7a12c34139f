-- A fair's own definitions of indicators. A row is one version of a definition, in the form
-- in which it was imported; versions are kept for the figures that name them.

-- +goose Up
create table indicator (
  fair_id    text   not null,
  since      bigint not null,
  until      bigint not null,
  id         text   not null,
  code       text   not null,
  version    bigint not null,
  definition text   not null,
  primary key (fair_id, since)
);
create unique index indicator_id_until on indicator (fair_id, id, until);
