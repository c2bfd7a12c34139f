-- Programmes with the conditions on which they are given, facilities, the paths that lead abroad,
-- and how far companies have come on them.

-- +goose Up
alter table programme add column code text not null default '';
alter table programme add column sponsor_hans text not null default '';
alter table programme add column sponsor_hant text not null default '';
alter table programme add column sponsor_en text not null default '';
alter table programme add column grant_words_hans text not null default '';
alter table programme add column grant_words_hant text not null default '';
alter table programme add column grant_words_en text not null default '';
alter table programme add column apply_hans text not null default '';
alter table programme add column apply_hant text not null default '';
alter table programme add column apply_en text not null default '';
alter table programme add column opens text not null default '';
alter table programme add column closes text not null default '';
alter table programme add column rolling bigint not null default 0;
alter table programme add column note_hans text not null default '';
alter table programme add column note_hant text not null default '';
alter table programme add column note_en text not null default '';
create index programme_code on programme (fair_id, code, until);
alter table facility add column code text not null default '';
alter table facility add column operator_hans text not null default '';
alter table facility add column operator_hant text not null default '';
alter table facility add column operator_en text not null default '';
alter table facility add column capacity_hans text not null default '';
alter table facility add column capacity_hant text not null default '';
alter table facility add column capacity_en text not null default '';
alter table facility add column apply_hans text not null default '';
alter table facility add column apply_hant text not null default '';
alter table facility add column apply_en text not null default '';
alter table facility add column note_hans text not null default '';
alter table facility add column note_hant text not null default '';
alter table facility add column note_en text not null default '';
create index facility_code on facility (fair_id, code, until);
create table programme_turn (
  fair_id    text   not null,
  since      bigint not null,
  n          bigint not null,
  status     text   not null,
  day        text   not null,
  words_hans text   not null,
  words_hant text   not null,
  words_en   text   not null,
  cites      text   not null,
  primary key (fair_id, since, n)
);
create table programme_condition (
  fair_id    text   not null,
  since      bigint not null,
  n          bigint not null,
  matter     text   not null,
  question   text   not null,
  among      text   not null,
  least      text   not null,
  most       text   not null,
  words_hans text   not null,
  words_hant text   not null,
  words_en   text   not null,
  ask_hans   text   not null,
  ask_hant   text   not null,
  ask_en     text   not null,
  cites      text   not null,
  primary key (fair_id, since, n)
);
create table programme_paper (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  cites     text   not null,
  primary key (fair_id, since, n)
);
create table programme_source (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  code      text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  address   text   not null,
  published text   not null,
  read_on   text   not null,
  primary key (fair_id, since, n)
);
create table facility_source (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  code      text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  address   text   not null,
  published text   not null,
  read_on   text   not null,
  primary key (fair_id, since, n)
);
create table path (
  fair_id      text   not null,
  since        bigint not null,
  until        bigint not null,
  id           text   not null,
  code         text   not null,
  edition      bigint not null,
  name_hans    text   not null,
  name_hant    text   not null,
  name_en      text   not null,
  from_side    text   not null,
  through_side text   not null,
  country      text   not null,
  industry     text   not null,
  about_hans   text   not null,
  about_hant   text   not null,
  about_en     text   not null,
  technology   text   not null,
  programmes   text   not null,
  note_hans    text   not null,
  note_hant    text   not null,
  note_en      text   not null,
  primary key (fair_id, since)
);
create unique index path_id_until on path (fair_id, id, until);
create index path_code on path (fair_id, code, until);
create table path_leg (
  fair_id       text   not null,
  since         bigint not null,
  n             bigint not null,
  code          text   not null,
  part          text   not null,
  name_hans     text   not null,
  name_hant     text   not null,
  name_en       text   not null,
  about_hans    text   not null,
  about_hant    text   not null,
  about_en      text   not null,
  papers_hans   text   not null,
  papers_hant   text   not null,
  papers_en     text   not null,
  offices_hans  text   not null,
  offices_hant  text   not null,
  offices_en    text   not null,
  advisers_hans text   not null,
  advisers_hant text   not null,
  advisers_en   text   not null,
  gap_hans      text   not null,
  gap_hant      text   not null,
  gap_en        text   not null,
  cites         text   not null,
  primary key (fair_id, since, n)
);
create table path_source (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  code      text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  address   text   not null,
  published text   not null,
  read_on   text   not null,
  primary key (fair_id, since, n)
);
create table checklist (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  path    text   not null,
  party   text   not null,
  edition bigint not null,
  primary key (fair_id, since)
);
create unique index checklist_id_until on checklist (fair_id, id, until);
create index checklist_path on checklist (fair_id, path, party, until);
create table checklist_mark (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  leg     text   not null,
  state   text   not null,
  day     text   not null,
  note    text   not null,
  primary key (fair_id, since, n)
);
