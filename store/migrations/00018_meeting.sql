-- Who comes to an edition, what meetings they ask for, the timetable that is worked on, and the
-- meetings that were released. How to reach somebody stands beside the name, outside all versions.

-- +goose Up
alter table person add column email text not null default '';
alter table person add column phone text not null default '';
create table delegate (
  fair_id   text   not null,
  since     bigint not null,
  until     bigint not null,
  id        text   not null,
  code      text   not null,
  edition   bigint not null,
  party     text   not null,
  person    text   not null,
  account   text   not null,
  role      text   not null,
  side      text   not null,
  office    text   not null,
  languages text   not null,
  away      text   not null,
  sessions  text   not null,
  least     bigint not null,
  most      bigint not null,
  most_day  bigint not null,
  withdrawn bigint not null,
  primary key (fair_id, since)
);
create unique index delegate_id_until on delegate (fair_id, id, until);
create index delegate_code on delegate (fair_id, code, until);
create index delegate_edition on delegate (fair_id, edition, until);
create index delegate_party on delegate (fair_id, party);
create index delegate_account on delegate (fair_id, account) where account <> '';
create index delegate_person on delegate (fair_id, person) where person <> '';
create table meeting_setup (
  fair_id  text   not null,
  since    bigint not null,
  until    bigint not null,
  id       text   not null,
  edition  bigint not null,
  ask      text   not null,
  least    bigint not null,
  most     bigint not null,
  most_day bigint not null,
  primary key (fair_id, since)
);
create unique index meeting_setup_id_until on meeting_setup (fair_id, id, until);
create index meeting_setup_edition on meeting_setup (fair_id, edition, until);
create table meeting_slot (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  day     text   not null,
  begins  text   not null,
  ends    text   not null,
  primary key (fair_id, since, n)
);
create table meeting_hall (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  code      text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  tables    bigint not null,
  primary key (fair_id, since, n)
);
create table meeting_walk (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  from_hall text   not null,
  to_hall   text   not null,
  minutes   bigint not null,
  primary key (fair_id, since, n)
);
create table meeting_reserved (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  place   text   not null,
  party   text   not null,
  primary key (fair_id, since, n)
);
create table meeting_lost (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  place   text   not null,
  slot    text   not null,
  primary key (fair_id, since, n)
);
create table meeting_request (
  fair_id        text   not null,
  since          bigint not null,
  until          bigint not null,
  id             text   not null,
  edition        bigint not null,
  from_delegate  text   not null,
  from_party     text   not null,
  to_delegate    text   not null,
  to_party       text   not null,
  office         text   not null,
  project        text   not null,
  wish           text   not null,
  asker          text   not null,
  account        text   not null,
  slot           text   not null,
  place          text   not null,
  part           text   not null,
  not_slots      text   not null,
  after_requests text   not null,
  removed        bigint not null,
  primary key (fair_id, since)
);
create unique index meeting_request_id_until on meeting_request (fair_id, id, until);
create index meeting_request_edition on meeting_request (fair_id, edition, until);
create index meeting_request_from on meeting_request (fair_id, from_delegate);
create index meeting_request_to on meeting_request (fair_id, to_delegate) where to_delegate <> '';
create index meeting_request_from_party on meeting_request (fair_id, from_party);
create index meeting_request_to_party on meeting_request (fair_id, to_party);
create table meeting (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  edition     bigint not null,
  a           text   not null,
  party_a     text   not null,
  b           text   not null,
  party_b     text   not null,
  project     text   not null,
  slot        text   not null,
  place       text   not null,
  interpreter text   not null,
  kept        bigint not null,
  release     bigint not null,
  cancelled   bigint not null,
  held        text   not null,
  outcome     text   not null,
  next_step   text   not null,
  lead        text   not null,
  primary key (fair_id, since)
);
create unique index meeting_id_until on meeting (fair_id, id, until);
create index meeting_edition on meeting (fair_id, edition, until);
create index meeting_a on meeting (fair_id, a);
create index meeting_b on meeting (fair_id, b);
create index meeting_party_a on meeting (fair_id, party_a);
create index meeting_party_b on meeting (fair_id, party_b);
create index meeting_interpreter on meeting (fair_id, interpreter) where interpreter <> '';
create table meeting_release (
  fair_id    text   not null,
  since      bigint not null,
  until      bigint not null,
  id         text   not null,
  edition    bigint not null,
  number     bigint not null,
  status     text   not null,
  meetings   bigint not null,
  fresh      bigint not null,
  moved      bigint not null,
  cancelled  bigint not null,
  unplaced   bigint not null,
  breaks     bigint not null,
  bound      bigint not null,
  worth      bigint not null,
  worth_most bigint not null,
  primary key (fair_id, since)
);
create unique index meeting_release_id_until on meeting_release (fair_id, id, until);
create index meeting_release_edition on meeting_release (fair_id, edition, until);

-- The one open draft of an edition's timetable, beside the record.
create table meeting_draft (
  fair_id text   not null,
  edition bigint not null,
  version bigint not null,
  at_ms   bigint not null,
  body    text   not null,
  primary key (fair_id, edition)
);
