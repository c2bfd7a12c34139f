-- A text that is put in by hand is looked for by its words.

-- +goose Up
create index watched_sum on watched (fair_id, sum);
