-- Lists with their filters that somebody saved under a name.

-- +goose Up
create table saved_list (
  fair_id  text   not null,
  account  text   not null,
  id       text   not null,
  name     text   not null,
  list     text   not null,
  query    text   not null,
  seen     bigint not null,
  told     bigint not null,
  tells   bigint not null,
  check_ms bigint not null,
  primary key (fair_id, account, id)
);
create index saved_list_check on saved_list (fair_id, check_ms) where tells = 1;
