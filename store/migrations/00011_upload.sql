-- A spreadsheet whose rows became drafts, and a proposal of for whom an agreement counts. An
-- upload stands beside the record like the drafts; a proposal is versioned and in the journal.

-- +goose Up
create table upload (
  fair_id    text   not null,
  id         text   not null,
  kind       text   not null,
  edition    bigint not null,
  side       text   not null,
  office     text   not null,
  author     text   not null,
  file       text   not null,
  sha256     text   not null,
  sheet      text   not null,
  row_count  bigint not null,
  layout     text   not null,
  at_ms      bigint not null,
  primary key (fair_id, id)
);
create index upload_office on upload (fair_id, office, id);
alter table draft add column upload text not null default '';
alter table draft add column row_n bigint not null default 0;
create index draft_upload on draft (fair_id, upload, row_n) where upload <> '';
create index draft_author on draft (fair_id, author, id);

create table proposal (
  fair_id   text   not null,
  since     bigint not null,
  until     bigint not null,
  id        text   not null,
  agreement text   not null,
  base      bigint not null,
  proposer  text   not null,
  reason    text   not null,
  state     text   not null,
  open      bigint not null,
  primary key (fair_id, since)
);
create unique index proposal_id_until on proposal (fair_id, id, until);
create index proposal_agreement on proposal (fair_id, agreement, until);
create index proposal_open on proposal (fair_id, until, id) where open = 1;
create table proposal_share (
  fair_id  text   not null,
  since    bigint not null,
  n        bigint not null,
  district text   not null,
  office   text   not null,
  num      bigint not null,
  den      bigint not null,
  primary key (fair_id, since, n)
);
create table proposal_office (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  office  text   not null,
  agreed  bigint not null,
  primary key (fair_id, since, n)
);
