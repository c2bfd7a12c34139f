-- What parties of an edition ask for is listed page by page, in the order of the records.

-- +goose Up
drop index interest_edition;
create index interest_listed on interest (fair_id, edition, id);
