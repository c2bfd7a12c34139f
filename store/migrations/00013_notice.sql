-- Notices: what each account is told of, how it wants to be told, which reminders were given, and
-- from where an account was signed in to. And how long a review may take, for each edition.

-- +goose Up
create table notice (
  fair_id   text   not null,
  account   text   not null,
  id        text   not null,
  kind      text   not null,
  record    text   not null,
  subject   text   not null,
  since     bigint not null,
  edition   bigint not null,
  office    text   not null,
  told      bigint not null,
  detail    text   not null,
  at_ms     bigint not null,
  due_ms    bigint not null,
  mailed_ms bigint not null,
  read_ms   bigint not null,
  primary key (fair_id, account, id)
);
create index notice_due on notice (fair_id, due_ms) where mailed_ms = 0 and due_ms > 0;
create index notice_unread on notice (fair_id, account) where read_ms = 0;

create table notice_wish (
  fair_id text   not null,
  account text   not null,
  ways    text   not null,
  zone    text   not null,
  minute  bigint not null,
  weekly  bigint not null,
  weekday bigint not null,
  primary key (fair_id, account)
);

create table reminder (
  fair_id text   not null,
  id      text   not null,
  at_ms   bigint not null,
  primary key (fair_id, id)
);

create table account_place (
  fair_id text   not null,
  account text   not null,
  place   text   not null,
  seen_ms bigint not null,
  primary key (fair_id, account, place)
);

alter table edition add column review_days bigint not null default 0;
