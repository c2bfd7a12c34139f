-- Bulletins: texts for publication with their figures, what was said in them and who agreed to them.

-- +goose Up
create table bulletin (
  fair_id     text   not null,
  since       bigint not null,
  until       bigint not null,
  id          text   not null,
  code        text   not null,
  issue       bigint not null,
  edition     bigint not null,
  state       text   not null,
  title_hans  text   not null,
  title_hant  text   not null,
  title_en    text   not null,
  text_hans   text   not null,
  text_hant   text   not null,
  text_en     text   not null,
  embargo_ms  bigint not null,
  override    text   not null,
  against     text   not null,
  corrects    text   not null,
  note_hans   text   not null,
  note_hant   text   not null,
  note_en     text   not null,
  why         text   not null,
  frozen_hans text   not null,
  frozen_hant text   not null,
  frozen_en   text   not null,
  at_position bigint not null,
  ref         bigint not null,
  issued_ms   bigint not null,
  sum_text    text   not null,
  sum_figures text   not null,
  primary key (fair_id, since)
);
create index bulletin_id on bulletin (fair_id, id, until);
create index bulletin_code on bulletin (fair_id, code, until);
create index bulletin_due on bulletin (fair_id, state, embargo_ms) where until = 9223372036854775807;
create table bulletin_quote (
  fair_id      text   not null,
  since        bigint not null,
  n            bigint not null,
  words_hans   text   not null,
  words_hant   text   not null,
  words_en     text   not null,
  speaker_hans text   not null,
  speaker_hant text   not null,
  speaker_en   text   not null,
  office_hans  text   not null,
  office_hant  text   not null,
  office_en    text   not null,
  primary key (fair_id, since, n)
);
create table bulletin_agreement (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  side    text   not null,
  account text   not null,
  at_ms   bigint not null,
  primary key (fair_id, since, n)
);
create table bulletin_figure (
  fair_id text   not null,
  since   bigint not null,
  n       bigint not null,
  tag     text   not null,
  name    text   not null,
  starts  bigint not null,
  ends    bigint not null,
  text    text   not null,
  value   text   not null,
  primary key (fair_id, since, n)
);
create index bulletin_figure_name on bulletin_figure (fair_id, name);
