-- Invitations to register for an edition by a link, whose secret stands nowhere.

-- +goose Up
create table delegate_invitation (
  fair_id  text   not null,
  since    bigint not null,
  until    bigint not null,
  id       text   not null,
  edition  bigint not null,
  party    text   not null,
  role     text   not null,
  side     text   not null,
  office   text   not null,
  person   text   not null,
  lang     text   not null,
  hash     text   not null,
  last_day text   not null,
  state    text   not null,
  delegate text   not null,
  primary key (fair_id, since)
);
create unique index delegate_invitation_id_until on delegate_invitation (fair_id, id, until);
create index delegate_invitation_edition on delegate_invitation (fair_id, edition, until);
create index delegate_invitation_hash on delegate_invitation (fair_id, hash, until);
create index delegate_invitation_party on delegate_invitation (fair_id, party);
