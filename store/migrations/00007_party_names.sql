-- +goose Up

-- A name in Traditional characters may have other words than the one in Simplified
-- characters (電子資訊, 电子信息), and is then looked up by a key of its own. The eighth
-- migration fills it; it is in Go, since SQL does not know how names are folded.
alter table party add column name_key_hant text not null default '';
create index party_name_key_hant on party (fair_id, name_key_hant, until);
