-- What became of a lead and of what was signed: the leads, the steps of leads and agreements,
-- and the time limits that the organiser sets.

-- +goose Up
create table lead (
  fair_id    text   not null,
  since      bigint not null,
  until      bigint not null,
  id         text   not null,
  code       text   not null,
  edition    bigint not null,
  title_hans text   not null,
  title_hant text   not null,
  title_en   text   not null,
  investor   text   not null,
  project    text   not null,
  side       text   not null,
  district   text   not null,
  office     text   not null,
  officer    text   not null,
  received   text   not null,
  answered   text   not null,
  agreement  text   not null,
  note       text   not null,
  primary key (fair_id, since)
);
create unique index lead_id_until on lead (fair_id, id, until);
create index lead_code on lead (fair_id, code, until);
create index lead_edition on lead (fair_id, edition, id);
create index lead_agreement on lead (fair_id, agreement) where agreement <> '';

create table milestone (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  code        text   not null,
  agreement   text   not null,
  lead        text   not null,
  stage       text   not null,
  day         text   not null,
  actual      bigint not null,
  estimated   bigint not null,
  amount      bigint not null,
  currency    text   not null,
  instalment  bigint not null,
  document    text   not null,
  registry    text   not null,
  address     text   not null,
  reported_by text   not null,
  verified_by text   not null,
  reason      text   not null,
  stated_by   text   not null,
  open        bigint not null,
  note        text   not null,
  counts      bigint not null, -- it follows from the others: done, confirmed and verified
  primary key (fair_id, since)
);
create unique index milestone_id_until on milestone (fair_id, id, until);
create index milestone_code on milestone (fair_id, code, until);
create index milestone_agreement on milestone (fair_id, agreement) where agreement <> '';
create index milestone_lead on milestone (fair_id, lead) where lead <> '';

create table landing_limits (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  edition     bigint not null,
  answer      bigint not null,
  assess      bigint not null,
  report      bigint not null,
  every       bigint not null,
  office      bigint not null,
  secretariat bigint not null,
  primary key (fair_id, since)
);
create unique index landing_limits_id_until on landing_limits (fair_id, id, until);
