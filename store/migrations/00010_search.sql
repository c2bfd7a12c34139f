-- What is searched: for each term the versions of records that have it, in blocks of
-- positions of the journal. It follows from the rows alone, is made in the background by
-- whichever process serves, and can be emptied at any time: it is then made again. form is
-- the form in which it is written; bits and n say which block: positions n × 2^bits + 1 to
-- (n + 1) × 2^bits. The row of the empty term says that its block is whole.

-- +goose Up
create table search_term (
  fair_id  text   not null,
  form     bigint not null,
  term     bytea  not null,
  bits     bigint not null,
  n        bigint not null,
  postings bytea  not null,
  primary key (fair_id, form, term, bits, n)
);
