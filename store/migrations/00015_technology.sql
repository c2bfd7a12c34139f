-- Where technologies come from and where they are put to use, joint research, and the register of
-- the enterprises that each side has in the other, with listings.

-- +goose Up
create table technology (
  fair_id         text   not null,
  since           bigint not null,
  until           bigint not null,
  id              text   not null,
  code            text   not null,
  edition         bigint not null,
  name_hans       text   not null,
  name_hant       text   not null,
  name_en         text   not null,
  what_hans       text   not null,
  what_hant       text   not null,
  what_en         text   not null,
  took_low        bigint not null,
  took_high       bigint not null,
  took_said_hans  text   not null,
  took_said_hant  text   not null,
  took_said_en    text   not null,
  chain_said_hans text   not null,
  chain_said_hant text   not null,
  chain_said_en   text   not null,
  document        text   not null,
  stated_by       text   not null,
  note            text   not null,
  primary key (fair_id, since)
);
create unique index technology_id_until on technology (fair_id, id, until);
create index technology_code on technology (fair_id, code, until);
create table technology_origin (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  kind      text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  party     text   not null,
  place     text   not null,
  number    text   not null,
  primary key (fair_id, since, n)
);
create index technology_origin_party on technology_origin (fair_id, party);

alter table deployment add column code text not null default '';
alter table deployment add column of_technology text not null default '';
alter table deployment add column place_code text not null default '';
alter table deployment add column status text not null default '';
alter table deployment add column began text not null default '';
alter table deployment add column ended text not null default '';
alter table deployment add column operator_hans text not null default '';
alter table deployment add column operator_hant text not null default '';
alter table deployment add column operator_en text not null default '';
alter table deployment add column scale_hans text not null default '';
alter table deployment add column scale_hant text not null default '';
alter table deployment add column scale_en text not null default '';
alter table deployment add column note text not null default '';
create index deployment_code on deployment (fair_id, code, until);
create index deployment_of on deployment (fair_id, of_technology);

create table research (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  code        text   not null,
  edition     bigint not null,
  title_hans  text   not null,
  title_hant  text   not null,
  title_en    text   not null,
  fields_hans text   not null,
  fields_hant text   not null,
  fields_en   text   not null,
  begun       text   not null,
  ended       text   not null,
  open        bigint not null,
  document    text   not null,
  stated_by   text   not null,
  note        text   not null,
  primary key (fair_id, since)
);
create unique index research_id_until on research (fair_id, id, until);
create index research_code on research (fair_id, code, until);
create table research_partner (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  side      text   not null,
  party     text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  primary key (fair_id, since, n)
);
create index research_partner_party on research_partner (fair_id, party);
create table research_output (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  kind      text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  number    text   not null,
  day       text   not null,
  primary key (fair_id, since, n)
);
create table research_step (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  step      text   not null,
  day       text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  primary key (fair_id, since, n)
);

create table enterprise (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  code        text   not null,
  company     text   not null,
  from_side   text   not null,
  in_side     text   not null,
  district    text   not null,
  established text   not null,
  closed      text   not null,
  register    text   not null,
  document    text   not null,
  stated_by   text   not null,
  note        text   not null,
  primary key (fair_id, since)
);
create unique index enterprise_id_until on enterprise (fair_id, id, until);
create index enterprise_code on enterprise (fair_id, code, until);
create index enterprise_company on enterprise (fair_id, company);

create table listing (
  fair_id   text   not null,
  since     bigint not null,
  until     bigint not null,
  id        text   not null,
  code      text   not null,
  company   text   not null,
  side      text   not null,
  exchange  text   not null,
  board     text   not null,
  ticker    text   not null,
  listed    text   not null,
  delisted  text   not null,
  document  text   not null,
  stated_by text   not null,
  note      text   not null,
  primary key (fair_id, since)
);
create unique index listing_id_until on listing (fair_id, id, until);
create index listing_code on listing (fair_id, code, until);
create index listing_company on listing (fair_id, company);

-- Of whom or what something was said: the identifier of a party or a technology.
alter table observation add column about text not null default '';
create index observation_about on observation (fair_id, about) where about <> '';
