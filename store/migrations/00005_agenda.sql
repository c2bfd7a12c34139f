-- When and where the sessions of an agenda are held, who is announced for them, and at which
-- of them an agreement was signed.

-- +goose Up
alter table session add column ends text not null default '';
alter table session add column room_hans text not null default '';
alter table session add column room_hant text not null default '';
alter table session add column room_en text not null default '';
alter table session add column status text not null default '';
alter table session add column note_hans text not null default '';
alter table session add column note_hant text not null default '';
alter table session add column note_en text not null default '';
create index session_edition on session (fair_id, edition, id);
create table session_guest (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  party   text   not null,
  person  text   not null,
  role    text   not null,
  primary key (fair_id, since, n)
);
alter table agreement add column session text not null default '';
-- Few agreements say it.
create index agreement_session on agreement (fair_id, session) where session <> '';
