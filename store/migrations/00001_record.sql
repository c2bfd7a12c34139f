-- The record: the journal, the versioned rows, the persons beside them, and the staging
-- of imports. Every primary key starts with fair_id, so that a fair is a shard. In a
-- versioned table, since is the position of the entry that made the version and until
-- the position at which it ended; 9223372036854775807 while it is current.

-- +goose Up
create table journal_head (
  fair_id    text   not null primary key,
  position   bigint not null,
  at_ms      bigint not null,
  peaks      text   not null,
  checkpoint text   not null
);
create table journal (
  fair_id  text   not null,
  position bigint not null,
  at_ms    bigint not null,
  actor    text   not null,
  action   text   not null,
  kind     text   not null,
  subject  text   not null,
  prior    bigint not null,
  origin   text   not null,
  image    text   not null,
  hash     bytea  not null,
  primary key (fair_id, position)
);
create table journal_node (
  fair_id text   not null,
  level   bigint not null,
  n       bigint not null,
  hash    bytea  not null,
  primary key (fair_id, level, n)
);

create table person (
  fair_id     text not null,
  ref         text not null,
  name_hans   text not null,
  name_hant   text not null,
  name_en     text not null,
  office_hans text not null,
  office_hant text not null,
  office_en   text not null,
  primary key (fair_id, ref)
);

create table fair (
  fair_id    text   not null,
  since      bigint not null,
  until      bigint not null,
  id         text   not null,
  name_hans  text   not null,
  name_hant  text   not null,
  name_en    text   not null,
  short_hans text   not null,
  short_hant text   not null,
  short_en   text   not null,
  since_year bigint not null,
  current    bigint not null,
  synthetic  bigint not null,
  zone       text   not null,
  primary key (fair_id, since)
);
create unique index fair_id_until on fair (fair_id, id, until);
create table fair_side (
  fair_id   text   not null,
  since     bigint not null,
  n         bigint not null,
  code      text   not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  primary key (fair_id, since, n)
);

create table edition (
  fair_id         text   not null,
  since           bigint not null,
  until           bigint not null,
  id              text   not null,
  number          bigint not null,
  theme_hans      text   not null,
  theme_hant      text   not null,
  theme_en        text   not null,
  opened          text   not null,
  closed          text   not null,
  place_hans      text   not null,
  place_hant      text   not null,
  place_en        text   not null,
  host_side       text   not null,
  venue_hans      text   not null,
  venue_hant      text   not null,
  venue_en        text   not null,
  requires        bigint not null,
  complete        bigint not null,
  policy_currency text   not null,
  policy_source   text   not null,
  policy_on       text   not null,
  policy_day      text   not null,
  note_hans       text   not null,
  note_hant       text   not null,
  note_en         text   not null,
  primary key (fair_id, since)
);
create unique index edition_id_until on edition (fair_id, id, until);
create unique index edition_number_until on edition (fair_id, number, until);

create table track (
  fair_id   text   not null,
  since     bigint not null,
  until     bigint not null,
  id        text   not null,
  edition   bigint not null,
  name_hans text   not null,
  name_hant text   not null,
  name_en   text   not null,
  primary key (fair_id, since)
);
create unique index track_id_until on track (fair_id, id, until);

create table session (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  edition     bigint not null,
  kind        text   not null,
  name_hans   text   not null,
  name_hant   text   not null,
  name_en     text   not null,
  within_hans text   not null,
  within_hant text   not null,
  within_en   text   not null,
  day         text   not null,
  time        text   not null,
  track       text   not null,
  office      text   not null,
  primary key (fair_id, since)
);
create unique index session_id_until on session (fair_id, id, until);

create table document (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  code        text   not null,
  title_hans  text   not null,
  title_hant  text   not null,
  title_en    text   not null,
  outlet_hans text   not null,
  outlet_hant text   not null,
  outlet_en   text   not null,
  published   text   not null,
  address     text   not null,
  note_hans   text   not null,
  note_hant   text   not null,
  note_en     text   not null,
  primary key (fair_id, since)
);
create unique index document_id_until on document (fair_id, id, until);
create index document_code on document (fair_id, code, until);

create table party (
  fair_id      text   not null,
  since        bigint not null,
  until        bigint not null,
  id           text   not null,
  code         text   not null,
  kind         text   not null,
  name_hans    text   not null,
  name_hant    text   not null,
  name_en      text   not null,
  side         text   not null,
  district     text   not null,
  country      text   not null,
  industry     text   not null,
  uscc         text   not null,
  lei          text   not null,
  registration text   not null,
  parent       text   not null,
  note         text   not null,
  name_key     text   not null,
  name_key_en  text   not null,
  primary key (fair_id, since)
);
create unique index party_id_until on party (fair_id, id, until);
create index party_code on party (fair_id, code, until);
create index party_uscc on party (fair_id, uscc, until);
create index party_lei on party (fair_id, lei, until);
create index party_name_key on party (fair_id, name_key, until);
create index party_name_key_en on party (fair_id, name_key_en, until);

create table project (
  fair_id    text   not null,
  since      bigint not null,
  until      bigint not null,
  id         text   not null,
  code       text   not null,
  edition    bigint not null,
  title_hans text   not null,
  title_hant text   not null,
  title_en   text   not null,
  type       text   not null,
  direction  text   not null,
  side       text   not null,
  district   text   not null,
  office     text   not null,
  owner      text   not null,
  industry   text   not null,
  amount     bigint not null,
  currency   text   not null,
  terms      text   not null,
  status     text   not null,
  primary key (fair_id, since)
);
create unique index project_id_until on project (fair_id, id, until);
create index project_code on project (fair_id, code, until);
create index project_edition on project (fair_id, edition, id);

create table agreement (
  fair_id   text   not null,
  since     bigint not null,
  until     bigint not null,
  id        text   not null,
  code      text   not null,
  edition   bigint not null,
  title_hans text  not null,
  title_hant text  not null,
  title_en  text   not null,
  type      text   not null,
  direction text   not null,
  signed_on text   not null,
  amount    bigint not null,
  currency  text   not null,
  industry  text   not null,
  country   text   not null,
  project   text   not null,
  confirmed bigint not null,
  replaces  text   not null,
  ended_on  text   not null,
  note      text   not null,
  primary key (fair_id, since)
);
create unique index agreement_id_until on agreement (fair_id, id, until);
create index agreement_code on agreement (fair_id, code, until);
create index agreement_edition on agreement (fair_id, edition, id);
-- All that the figures of an edition are made of, in the order in which it is summed: the
-- rows themselves, several times as wide, are not read.
create index agreement_figures on agreement (fair_id, edition, currency, signed_on, until, since, confirmed, amount);
create table agreement_party (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  party   text   not null,
  role    text   not null,
  primary key (fair_id, since, n)
);
create index agreement_party_party on agreement_party (fair_id, party);
create table agreement_attribution (
  fair_id  text   not null,
  since    bigint not null,
  n        bigint not null,
  district text   not null,
  office   text   not null,
  num      bigint not null,
  den      bigint not null,
  primary key (fair_id, since, n)
);

create table amendment (
  fair_id   text   not null,
  since     bigint not null,
  until     bigint not null,
  id        text   not null,
  code      text   not null,
  agreement text   not null,
  edition   bigint not null,
  signed_on text   not null,
  amount    bigint not null,
  currency  text   not null,
  confirmed bigint not null,
  note      text   not null,
  primary key (fair_id, since)
);
create unique index amendment_id_until on amendment (fair_id, id, until);
create index amendment_code on amendment (fair_id, code, until);
create index amendment_edition on amendment (fair_id, edition, id);
create index amendment_agreement on amendment (fair_id, agreement);

create table deployment (
  fair_id         text   not null,
  since           bigint not null,
  until           bigint not null,
  id              text   not null,
  edition         bigint not null,
  technology_hans text   not null,
  technology_hant text   not null,
  technology_en   text   not null,
  origin_hans     text   not null,
  origin_hant     text   not null,
  origin_en       text   not null,
  place_hans      text   not null,
  place_hant      text   not null,
  place_en        text   not null,
  scenario_hans   text   not null,
  scenario_hant   text   not null,
  scenario_en     text   not null,
  step            bigint not null,
  open            bigint not null,
  document        text   not null,
  stated_by       text   not null,
  primary key (fair_id, since)
);
create unique index deployment_id_until on deployment (fair_id, id, until);

create table programme (
  fair_id       text   not null,
  since         bigint not null,
  until         bigint not null,
  id            text   not null,
  edition       bigint not null,
  name_hans     text   not null,
  name_hant     text   not null,
  name_en       text   not null,
  side          text   not null,
  status        text   not null,
  budget        bigint not null,
  currency      text   not null,
  assumed       text   not null,
  fields_hans   text   not null,
  fields_hant   text   not null,
  fields_en     text   not null,
  supports_hans text   not null,
  supports_hant text   not null,
  supports_en   text   not null,
  document      text   not null,
  stated_by     text   not null,
  primary key (fair_id, since)
);
create unique index programme_id_until on programme (fair_id, id, until);

create table facility (
  fair_id      text   not null,
  since        bigint not null,
  until        bigint not null,
  id           text   not null,
  edition      bigint not null,
  name_hans    text   not null,
  name_hant    text   not null,
  name_en      text   not null,
  sides        text   not null,
  status       text   not null,
  starts       text   not null,
  phased       bigint not null,
  purpose_hans text   not null,
  purpose_hant text   not null,
  purpose_en   text   not null,
  document     text   not null,
  stated_by    text   not null,
  primary key (fair_id, since)
);
create unique index facility_id_until on facility (fair_id, id, until);

create table observation (
  fair_id    text   not null,
  since      bigint not null,
  until      bigint not null,
  id         text   not null,
  code       text   not null,
  indicator  text   not null,
  scope      text   not null,
  edition    bigint not null,
  value      text   not null,
  high       text   not null,
  step       text   not null,
  qualifier  text   not null,
  unit       text   not null,
  currency   text   not null,
  as_of      text   not null,
  kind       text   not null,
  printed    text   not null,
  words_hans text   not null,
  words_hant text   not null,
  words_en   text   not null,
  of_hans    text   not null,
  of_hant    text   not null,
  of_en      text   not null,
  open       bigint not null,
  headline   bigint not null,
  document   text   not null,
  stated_by  text   not null,
  ordinal    bigint not null,
  primary key (fair_id, since)
);
create unique index observation_id_until on observation (fair_id, id, until);
create index observation_code on observation (fair_id, code, until);
create index observation_edition on observation (fair_id, edition, indicator);
create index observation_indicator on observation (fair_id, indicator, edition);

-- One row is all the rates that a source published for a day: quotes holds lines
-- "USD 1.0985", units of the currency for one of the base. It belongs to the reserved
-- fair "reference".
create table rate_day (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  source  text   not null,
  day     text   not null,
  base    text   not null,
  quotes  text   not null,
  primary key (fair_id, since)
);
create unique index rate_day_id_until on rate_day (fair_id, id, until);
create index rate_day_source_day on rate_day (fair_id, source, day);

-- An import is a file that was brought in: its name and hash stand in the record, its
-- rows as they were read stand beside it in compressed chunks.
create table import (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  kind    text   not null,
  file    text   not null,
  sha256  text   not null,
  rows    bigint not null,
  mapping text   not null,
  primary key (fair_id, since)
);
create unique index import_id_until on import (fair_id, id, until);
create table import_chunk (
  fair_id   text   not null,
  import    text   not null,
  n         bigint not null,
  sheet     text   not null,
  first_row bigint not null,
  last_row  bigint not null,
  at_ms     bigint not null,
  cells     bytea  not null,
  primary key (fair_id, import, n)
);
