-- What two texts state differently is found, too: what each states of the record's figures stands beside the
-- record, made anew whenever the text is held against it.

-- +goose Up
alter table watched add column mended bigint not null default 0;
alter table watched_finding add column other text not null default '';
create table watched_said (
  fair_id text   not null,
  text    text   not null,
  n       bigint not null,
  figure  text   not null,
  said    text   not null,
  primary key (fair_id, text, n)
);
create index watched_said_figure on watched_said (fair_id, figure, text);
