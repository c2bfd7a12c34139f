-- What others write about the fair, what of it contradicts the record, and what was done about that. Their
-- words are no part of the record: they stand beside it under their sum.

-- +goose Up
create table watched (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  source      text   not null,
  feed        text   not null,
  item        text   not null,
  outlet      text   not null,
  title       text   not null,
  address     text   not null,
  lang        text   not null,
  edition     bigint not null,
  published   text   not null,
  seen_ms     bigint not null,
  read_ms     bigint not null,
  version     bigint not null,
  sum         text   not null,
  at_position bigint not null,
  ref         bigint not null,
  primary key (fair_id, since)
);
create index watched_id on watched (fair_id, id, until);
create index watched_item on watched (fair_id, item, until);
create index watched_read on watched (fair_id, until, read_ms);
create table watched_finding (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  said      text   not null,
  starts    bigint not null,
  ends      bigint not null,
  kind      text   not null,
  rule      text   not null,
  cause     text   not null,
  figure    text   not null,
  record    text   not null,
  mend      text   not null,
  elsewhere text   not null,
  says_hans text   not null,
  says_hant text   not null,
  says_en   text   not null,
  trace     text   not null,
  found_ms  bigint not null,
  stands    bigint not null,
  state     text   not null,
  letter    bigint not null,
  how       text   not null,
  why       text   not null,
  account   text   not null,
  ended_ms  bigint not null,
  primary key (fair_id, since, n)
);
create table watched_letter (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  recipient text   not null,
  text      text   not null,
  account   text   not null,
  sent_ms   bigint not null,
  primary key (fair_id, since, n)
);
create table watched_words (
  fair_id text not null,
  sum     text not null,
  words   text not null,
  primary key (fair_id, sum)
);
