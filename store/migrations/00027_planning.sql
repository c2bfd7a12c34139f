-- Who has a timetable of an edition's meetings looked for, how far that is, and what became of the last: one
-- row for each edition. Its result is the open draft.

-- +goose Up
create table meeting_planning (
  fair_id  text   not null,
  edition  bigint not null,
  job      text   not null,
  account  text   not null,
  begun_ms bigint not null,
  told_ms  bigint not null,
  ended_ms bigint not null,
  asked    text   not null,
  body     text   not null,
  primary key (fair_id, edition)
);
