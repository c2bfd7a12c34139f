-- What parties ask for at an edition: suggestions are made of it.

-- +goose Up
create table interest (
  fair_id        text   not null,
  since          bigint not null,
  until          bigint not null,
  id             text   not null,
  edition        bigint not null,
  party          text   not null,
  side           text   not null,
  office         text   not null,
  industries     text   not null,
  types          text   not null,
  directions     text   not null,
  places         text   not null,
  stages         text   not null,
  least          bigint not null,
  least_currency text   not null,
  most           bigint not null,
  most_currency  text   not null,
  words          text   not null,
  declined       text   not null,
  primary key (fair_id, since)
);
create unique index interest_id_until on interest (fair_id, id, until);
create index interest_edition on interest (fair_id, edition, until);
create index interest_party on interest (fair_id, party);
