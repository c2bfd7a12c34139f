-- Feeds of what others write, and beside the record how they were read last and what of them is known.

-- +goose Up
create table feed (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  outlet  text   not null,
  address text   not null,
  follows bigint not null,
  paused  bigint not null,
  primary key (fair_id, since)
);
create index feed_id on feed (fair_id, id, until);
create table feed_state (
  fair_id  text   not null,
  feed     text   not null,
  due_ms   bigint not null,
  tried_ms bigint not null,
  heard_ms bigint not null,
  fails    bigint not null,
  failure  text   not null,
  detail   text   not null,
  etag     text   not null,
  modified text   not null,
  primary key (fair_id, feed)
);
create table feed_item (
  fair_id text   not null,
  feed    text   not null,
  item    text   not null,
  stamp   text   not null,
  seen_ms bigint not null,
  primary key (fair_id, feed, item)
);
