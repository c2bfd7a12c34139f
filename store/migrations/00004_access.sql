-- Accounts, and what belongs to them. An installation has one register of accounts, which
-- stands under the reserved fair "accounts". Nothing in these tables is versioned; grants,
-- settings, embargoes and events are, and stand in the journal of their fair. Secrets are kept
-- as hashes alone, and times in milliseconds, 0 where there is none.

-- +goose Up
create table account (
  fair_id    text   not null,
  id         text   not null,
  version    bigint not null,
  email      text   not null,
  email_key  text   not null,
  name       text   not null,
  lang       text   not null,
  state      text   not null,
  password   text   not null,
  totp       text   not null,
  totp_new   text   not null,
  totp_used  bigint not null,
  created_ms bigint not null,
  primary key (fair_id, id)
);
create unique index account_email on account (fair_id, email_key);

create table account_token (
  fair_id    text   not null,
  hash       text   not null,
  account    text   not null,
  purpose    text   not null,
  expires_ms bigint not null,
  primary key (fair_id, hash)
);
create index account_token_account on account_token (fair_id, account);

create table account_code (
  fair_id text not null,
  account text not null,
  hash    text not null,
  primary key (fair_id, account, hash)
);

create table account_session (
  fair_id    text   not null,
  hash       text   not null,
  id         text   not null,
  account    text   not null,
  pending    bigint not null,
  renew      bigint not null,
  created_ms bigint not null,
  seen_ms    bigint not null,
  expires_ms bigint not null,
  agent      text   not null,
  address    text   not null,
  primary key (fair_id, hash)
);
create index account_session_account on account_session (fair_id, account, created_ms);
create index account_session_expires on account_session (fair_id, expires_ms);

-- Attempts in the name of an address, whether it has an account or not: name is a hash.
create table account_try (
  fair_id  text   not null,
  name     text   not null,
  failed   bigint not null,
  last_ms  bigint not null,
  until_ms bigint not null,
  primary key (fair_id, name)
);
create index account_try_last on account_try (fair_id, last_ms);

-- Mails to be sent. The body is emptied once it is: it may hold a token.
create table mail (
  fair_id    text   not null,
  id         text   not null,
  state      text   not null,
  kind       text   not null,
  recipient  text   not null,
  name       text   not null,
  lang       text   not null,
  subject    text   not null,
  body       text   not null,
  made_ms    bigint not null,
  due_ms     bigint not null,
  tries      bigint not null,
  sent_ms    bigint not null,
  failure    text   not null,
  primary key (fair_id, id)
);
create index mail_due on mail (fair_id, state, due_ms);

create table access_grant (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  account text   not null,
  role    text   not null,
  side    text   not null,
  office  text   not null,
  party   text   not null,
  primary key (fair_id, since)
);
create unique index access_grant_id_until on access_grant (fair_id, id, until);
create index access_grant_account on access_grant (fair_id, account, until);

create table access_setting (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  edition bigint not null,
  side    text   not null,
  enter   text   not null,
  see     text   not null,
  confirm text   not null,
  primary key (fair_id, since)
);
create unique index access_setting_id_until on access_setting (fair_id, id, until);
create unique index access_setting_side_until on access_setting (fair_id, edition, side, until);

create table embargo (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  edition bigint not null,
  session text   not null,
  ends_ms bigint not null,
  primary key (fair_id, since)
);
create unique index embargo_id_until on embargo (fair_id, id, until);
create unique index embargo_of_until on embargo (fair_id, edition, session, until);

create table access_event (
  fair_id text   not null,
  since   bigint not null,
  until   bigint not null,
  id      text   not null,
  kind    text   not null,
  account text   not null,
  of_fair text   not null,
  action  text   not null,
  subject text   not null,
  primary key (fair_id, since)
);
create unique index access_event_id_until on access_event (fair_id, id, until);
create index access_event_account on access_event (fair_id, account, since);
