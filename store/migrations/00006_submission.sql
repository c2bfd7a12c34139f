-- What offices write and hand in. A draft stands beside the record; a submission is versioned
-- and in the journal, and counts for no figure. A merge says which two records became one
-- and what it changed, so that it can be undone.

-- +goose Up
create table draft (
  fair_id  text   not null,
  id       text   not null,
  version  bigint not null,
  kind     text   not null,
  edition  bigint not null,
  side     text   not null,
  office   text   not null,
  author   text   not null,
  record   text   not null,
  base     bigint not null,
  fields   text   not null,
  saved_ms bigint not null,
  saved_by text   not null,
  primary key (fair_id, id)
);
create index draft_office on draft (fair_id, office, id);

create table submission (
  fair_id  text   not null,
  since    bigint not null,
  until    bigint not null,
  id       text   not null,
  kind     text   not null,
  edition  bigint not null,
  side     text   not null,
  office   text   not null,
  author   text   not null,
  state    text   not null,
  content  text   not null,
  record   text   not null,
  base     bigint not null,
  officer  text   not null,
  comment  text   not null,
  asked_ms bigint not null,
  primary key (fair_id, since)
);
create unique index submission_id_until on submission (fair_id, id, until);
create index submission_state on submission (fair_id, until, state, asked_ms, id);
create index submission_office on submission (fair_id, until, office, state, asked_ms, id);
create index submission_record on submission (fair_id, record, until);

create table merge (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  kind    text   not null,
  kept    text   not null,
  dropped text   not null,
  reason  text   not null,
  undone  bigint not null,
  primary key (fair_id, since)
);
create unique index merge_id_until on merge (fair_id, id, until);
create index merge_kept on merge (fair_id, kept, until);
create index merge_dropped on merge (fair_id, dropped, until);
create table merge_change (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  kind    text   not null,
  record  text   not null,
  was     bigint not null,
  became  bigint not null,
  primary key (fair_id, since, n)
);

-- When each task of looking after the installation was last done, and what came of it.
create table upkeep (
  fair_id text   not null,
  task    text   not null,
  at_ms   bigint not null,
  detail  text   not null,
  primary key (fair_id, task)
);

alter table project add column officer text not null default '';
